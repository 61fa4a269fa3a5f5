"""Create a team: a site, a region, or the organisation itself."""

from collections.abc import Collection
from datetime import datetime, timedelta

from asyncpg import Connection, UniqueViolationError

from learning.rules.people.join_codes import (
    JOIN_CODE_LENGTH,
    JOIN_CODE_LIFETIME,
    normalise_join_code,
)
from learning.rules.people.text_input import normalise_name
from learning.rules.refusals import Conflict, InputProblem, Invalid, NotFound
from learning.rules.rota.days import find_day_start, to_local_day
from learning.rules.rota.work_week import validate_time_zone, validate_work_days
from learning.steps.boards.write_league_job import write_first_league_job
from learning.steps.boards.write_season_job import write_first_season_job
from learning.steps.jobs.job_rows import write_job
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.practice.write_fit_job import write_fit_job
from learning.tables.database import transaction

INSERT_TEAM = """
WITH fresh AS (SELECT nextval(pg_get_serial_sequence('team', 'id')) AS id)
INSERT INTO team (id, parent, path, name, zone, work_days, join_code, created_at,
  join_code_expires_at)
SELECT id, $1, $2::bigint[] || id, $3, $4, $5, $6, $7, $8 FROM fresh RETURNING id
"""
LOCK_PARENT_PATH = "SELECT path FROM team WHERE id = $1 FOR SHARE"
LOCK_TEAM_TABLE = "LOCK TABLE team IN SHARE ROW EXCLUSIVE MODE"
SELECT_ROOT_TEAM = "SELECT id FROM team WHERE parent IS NULL LIMIT 1"


async def create_team(
    name: str,
    parent: int | None,
    zone: str,
    work_days: Collection[int],
    code: str,
    now: datetime,
    *,
    actor: int | None = None,
) -> int:
    """Create a team below `parent` and give its id. `parent` None creates the root.

    `work_days` are ISO weekdays. `code` is the join code, a new one of `make_join_code`. The first
    nightly plan is due at the start of the next local day.

    Raises:
        Invalid: the name, zone, weekdays or join code cannot be used.
        NotFound: there is no such parent.
        Conflict: there is a root already, or the join code is taken.
    """
    name, zone, days = normalise_name(name), validate_time_zone(zone), validate_work_days(work_days)
    join_code = normalise_join_code(code)
    if join_code is None:
        problem = InputProblem("code", "team.join_code_format", {"length": JOIN_CODE_LENGTH})
        raise Invalid("team.invalid_join_code", [problem])
    async with transaction() as conn:
        path = await _lock_parent_path(conn, parent)
        try:
            team: int = await conn.fetchval(
                INSERT_TEAM,
                parent,
                path,
                name,
                zone,
                days,
                join_code,
                now,
                now + JOIN_CODE_LIFETIME,
            )
        except UniqueViolationError:
            raise Conflict("team.join_code_taken") from None
        first_day = to_local_day(now, zone) + timedelta(days=1)
        await write_job(
            conn, "plan_team", str(team), first_day.isoformat(), find_day_start(first_day, zone)
        )
        if parent is None:
            await write_first_league_job(conn, team, zone, now)
            await write_first_season_job(conn, team, zone, now)
            await write_fit_job(conn, team, first_day, zone)
        await write_audit_entry(
            now, actor, "create_team", str(team), {"name": name, "parent": parent}
        )
    return team


async def _lock_parent_path(conn: Connection, parent: int | None) -> list[int]:
    """Lock the parent against deletion and give its path. The root has an empty one."""
    if parent is not None:
        path: list[int] | None = await conn.fetchval(LOCK_PARENT_PATH, parent)
        if path is None:
            raise NotFound("team.unknown_parent")
        return path
    # Two first starts at once must not create two organisations.
    await conn.execute(LOCK_TEAM_TABLE)
    if await conn.fetchval(SELECT_ROOT_TEAM):
        raise Conflict("team.second_organisation")
    return []
