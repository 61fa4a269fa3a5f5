"""Create a team: a site, a region, or the organisation itself."""

from collections.abc import Collection
from datetime import datetime, timedelta

from asyncpg import Connection, UniqueViolationError

from learning.rules.people.text_input import (
    normalise_join_code,
    normalise_name,
    validate_time_zone,
    validate_work_days,
)
from learning.rules.refusals import Conflict, InputProblem, Invalid, NotFound
from learning.rules.rota.days import find_day_start, to_local_day
from learning.steps.boards.write_league_job import write_first_league_job
from learning.steps.boards.write_season_job import write_first_season_job
from learning.steps.jobs.job_rows import write_job
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.practice.write_fit_job import write_fit_job
from learning.tables.database import transaction

INSERT_TEAM = """
WITH fresh AS (SELECT nextval(pg_get_serial_sequence('team', 'id')) AS id)
INSERT INTO team (id, parent, path, name, zone, work_days, join_code, created_at)
SELECT id, $1, $2::bigint[] || id, $3, $4, $5, $6, $7 FROM fresh RETURNING id
"""


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
    """Create a team below `parent` (None: the root) and give its id. Its first nightly plan is due next local day.

    `work_days` are ISO weekdays; `code` is its join code, a fresh one of `names.make_code`.

    Raises:
        Invalid: a name, zone or weekday that cannot be.
        Unknown: there is no such parent.
        Conflict: a second root, or a join code that is taken.
    """
    name, zone, days = normalise_name(name), validate_time_zone(zone), validate_work_days(work_days)
    join_code = normalise_join_code(code)
    if join_code is None:
        raise Invalid(
            "That is not a join code.",
            [InputProblem("code", "A join code has eight letters and digits.")],
        )
    async with transaction() as conn:
        path = await _lock_parent_path(conn, parent)
        try:
            team: int = await conn.fetchval(
                INSERT_TEAM, parent, path, name, zone, days, join_code, now
            )
        except UniqueViolationError:
            raise Conflict("Another team has this join code. Try again with a new one.") from None
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
    """Give the path of the team above, locked against its removal; empty for the one root."""
    if parent is not None:
        path: list[int] | None = await conn.fetchval(
            "SELECT path FROM team WHERE id = $1 FOR SHARE", parent
        )
        if path is None:
            raise NotFound("There is no such team to put it under.")
        return path
    # two first starts at once must not make two organisations
    await conn.execute("LOCK TABLE team IN SHARE ROW EXCLUSIVE MODE")
    if await conn.fetchval("SELECT id FROM team WHERE parent IS NULL LIMIT 1"):
        raise Conflict("There is an organisation already: create the team below it.")
    return []
