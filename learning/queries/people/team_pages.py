"""Teams that a leader leads, a page at a time: as a list to choose from, and with their figures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from learning.queries.people.current_user import CurrentUser
from learning.queries.people.join_codes import write_join_code_end_sql
from learning.rules.people.name_keys import make_name_key
from learning.rules.practice.capacity import Capacity
from learning.tables.database import connection

MAX_TEAMS_PER_PAGE = 20
SELECT_PAGE_OF_TEAMS = """
SELECT id, name FROM team
WHERE ($1 OR path @> ARRAY[$2::bigint])
  AND ($3 = 0 OR path > (SELECT path FROM team WHERE id = $3))
  AND ($4 = 0 OR id = $4)
ORDER BY path LIMIT $5
"""
SELECT_TEAM_ROWS = f"""
SELECT t.id, t.parent, above.name AS parent_name, t.name, t.zone, t.join_code,
  (SELECT count(*) FROM person WHERE team = t.id AND erased_at IS NULL) AS members,
  t.hidden, t.work_days, {write_join_code_end_sql("t")}, t.moments_reviewed,
  f.due_minutes, f.available_minutes, f.over
FROM team t LEFT JOIN team above ON above.id = t.parent LEFT JOIN team_figures f ON f.team = t.id
WHERE t.id = ANY($1) ORDER BY t.path
"""


class TeamPageRow(NamedTuple):
    """A team of a page. `capacity` is that of `load_capacities`; `work_days` are ISO weekdays."""

    id: int
    parent: int | None
    parent_name: str | None
    name: str
    zone: str
    join_code: str
    members: int
    hidden: bool
    work_days: list[int]
    join_code_expires_at: datetime
    moments_reviewed: bool
    capacity: Capacity | None


async def load_page_of_teams(
    leader: CurrentUser, name_part: str, after: int, only: int = 0
) -> tuple[list[TeamPageRow], int | None]:
    """Read a page of the teams that a leader leads: the own one and those below; to an admin all.

    Parents come before their children. `name_part` is a part of the name, in any spelling. The page
    begins behind the team `after`, 0 for the first page. `only` is the one team to read, if any.
    The second value is the `after` of the next page; None for the last one.
    """
    key = make_name_key(name_part)
    async with connection() as conn:
        found = await conn.fetch(
            SELECT_PAGE_OF_TEAMS,
            leader.role == "admin",
            leader.team,
            after,
            only,
            None if key else MAX_TEAMS_PER_PAGE + 1,
        )
        ids = [row["id"] for row in found if key in make_name_key(row["name"])]
        page = ids[:MAX_TEAMS_PER_PAGE]
        rows = await conn.fetch(SELECT_TEAM_ROWS, page)
    return [_make_page_row(row) for row in rows], page[-1] if len(ids) > len(page) else None


def _make_page_row(row: Sequence[Any]) -> TeamPageRow:
    *team, due, available, over = row
    capacity = None if over is None else Capacity(due, available, over)
    return TeamPageRow._make((*team, capacity))
