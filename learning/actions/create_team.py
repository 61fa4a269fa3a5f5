"""Create a team: a site, a region, or the organisation itself."""

from collections.abc import Collection
from datetime import datetime, timedelta

from asyncpg import Connection, UniqueViolationError

from learning.actions.close_season import begin_seasons
from learning.actions.due_jobs import write_job
from learning.actions.fit_memory import write_fit
from learning.actions.form_leagues import begin_leagues
from learning.actions.note_act import note_act
from learning.rules.days import day_start, local_day
from learning.rules.names import known_week, known_zone, tidy_code, tidy_name
from learning.rules.problems import Conflict, Invalid, Problem, Unknown
from learning.tables.database import transaction

INSERT = """
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
    by: int | None = None,
) -> int:
    """Create a team below `parent` (None: the root) and give its id. Its first nightly plan is due next local day.

    `work_days` are ISO weekdays; `code` is its join code, a fresh one of `names.make_code`.

    Raises:
        Invalid: a name, zone or weekday that cannot be.
        Unknown: there is no such parent.
        Conflict: a second root, or a join code that is taken.
    """
    name, zone, days = tidy_name(name), known_zone(zone), known_week(work_days)
    stored = tidy_code(code)
    if stored is None:
        raise Invalid("That is not a join code.", [Problem("code", "A join code has eight letters and digits.")])
    async with transaction() as conn:
        path = await _path_of(conn, parent)
        try:
            team: int = await conn.fetchval(INSERT, parent, path, name, zone, days, stored, now)
        except UniqueViolationError:
            raise Conflict("Another team has this join code. Try again with a new one.") from None
        first = local_day(now, zone) + timedelta(days=1)
        await write_job(conn, "plan_team", str(team), first.isoformat(), day_start(first, zone))
        if parent is None:
            await begin_leagues(conn, team, zone, now)
            await begin_seasons(conn, team, zone, now)
            await write_fit(conn, team, first, zone)
        await note_act(now, by, "create_team", str(team), {"name": name, "parent": parent})
    return team


async def _path_of(conn: Connection, parent: int | None) -> list[int]:
    """Give the path of the team above, locked against its removal; empty for the one root."""
    if parent is not None:
        path: list[int] | None = await conn.fetchval("SELECT path FROM team WHERE id = $1 FOR SHARE", parent)
        if path is None:
            raise Unknown("There is no such team to put it under.")
        return path
    # two first starts at once must not make two organisations
    await conn.execute("LOCK TABLE team IN SHARE ROW EXCLUSIVE MODE")
    if await conn.fetchval("SELECT id FROM team WHERE parent IS NULL LIMIT 1"):
        raise Conflict("There is an organisation already: create the team below it.")
    return []
