"""Find the teams whose figures are out of date."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from asyncpg import Connection

from learning.queries.rota.local_day_sql import write_local_day_sql

SELECT_STALE_TEAMS = f"""
SELECT t.id, t.path[1] AS root, local.day,
  f.day IS NULL OR f.day = '0001-01-01' AS is_uncounted
FROM team t CROSS JOIN LATERAL (SELECT {write_local_day_sql("$1", "t.zone")} AS day) AS local
LEFT JOIN team_figures f ON f.team = t.id
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM team_change WHERE team = t.id) AS changed) AS one
WHERE one.changed OR f.day IS DISTINCT FROM local.day
ORDER BY one.changed DESC, t.path LIMIT $2
"""
SELECT_CHANGES = "SELECT id FROM team_change WHERE team = ANY($1)"


@dataclass(frozen=True, slots=True)
class StaleTeam:
    """A team whose figures are to be counted for its local day `day`.

    `is_uncounted`: it has none yet, or all of them are to be counted from scratch.
    """

    id: int
    root: int
    day: date
    is_uncounted: bool


async def list_stale_teams(conn: Connection, now: datetime, limit: int) -> list[StaleTeam]:
    """List teams whose people have changed, then those whose figures are of another day."""
    return [StaleTeam(*row) for row in await conn.fetch(SELECT_STALE_TEAMS, now, limit)]


async def list_team_changes(conn: Connection, teams: Collection[int]) -> list[int]:
    """List the ids of the changes of some teams that were noted."""
    return [row["id"] for row in await conn.fetch(SELECT_CHANGES, list(teams))]
