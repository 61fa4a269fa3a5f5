"""All teams, for the operator, and the team of a join code."""

from dataclasses import dataclass
from datetime import datetime

from learning.queries.people.join_codes import write_join_code_end_sql
from learning.rules.people.join_codes import normalise_join_code
from learning.tables.database import connection

SELECT_INVITATION = f"""
SELECT t.id, t.name, root.name AS organisation, {write_join_code_end_sql("t")}
FROM team t JOIN team root ON root.id = t.path[1]
WHERE t.join_code = $1
"""
SELECT_TEAM_ROWS = """
SELECT id, parent, name, zone, join_code,
  (SELECT count(*) FROM person WHERE team = team.id AND erased_at IS NULL) AS members
FROM team ORDER BY path
"""


@dataclass(frozen=True, slots=True)
class TeamInvitation:
    """The team of a join code, as a person who wants to join sees it."""

    id: int
    team: str
    organisation: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team of the organisation's tree."""

    id: int
    parent: int | None
    name: str
    zone: str
    join_code: str
    members: int


async def find_invitation(code: str) -> TeamInvitation | None:
    """Find the team of a join code, in any spelling of `normalise_join_code`."""
    join_code = normalise_join_code(code)
    if join_code is None:
        return None
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_INVITATION, join_code)
    return TeamInvitation(*row) if row else None


async def list_all_teams() -> list[TeamRow]:
    """List every team, for the operator. Parents come before their children."""
    async with connection() as conn:
        rows = await conn.fetch(SELECT_TEAM_ROWS)
    return [TeamRow(*row) for row in rows]
