"""Find the people whom a leader can name as co-leaders of a challenge.

They lead a team below the leader's own team, the same team, or one above it. A person above who
uses an alias is left out, because the login would reveal the name.
"""

from collections.abc import Collection

import msgspec
from asyncpg import Connection

from learning.queries.people.current_user import CurrentUser
from learning.rules.people.logins import normalise_login
from learning.tables.database import connection


def write_co_leader_source(admin: str = "$1", team: str = "$2", path: str = "$3") -> str:
    """Return the SQL of the people `p`, of teams `t`, whom a leader can name.

    The arguments are expressions of the leader: admin or not, team, and the path to the team.
    """
    return f"""
FROM person p JOIN team t ON t.id = p.team,
LATERAL (SELECT {admin} OR t.path @> ARRAY[{team}::bigint] AS led) AS reach
WHERE p.role IN ('leader', 'admin') AND p.erased_at IS NULL
  AND (led OR (t.id = ANY({path}::bigint[]) AND COALESCE(p.alias, '') = ''))
"""


MAX_CO_LEADER_CHOICES = 500
SELECT_CO_LEADER_CHOICES = f"""
SELECT p.login, p.name, t.name {write_co_leader_source()} AND p.id <> $4
ORDER BY lower(p.name), p.id LIMIT {MAX_CO_LEADER_CHOICES}
"""
SELECT_CO_LEADER_IDS = f"SELECT p.id {write_co_leader_source()} AND p.login = ANY($4) ORDER BY p.id"
SELECT_NAMEABLE_IDS = f"SELECT p.id {write_co_leader_source()} AND p.id = ANY($4)"


class CoLeaderChoice(msgspec.Struct, frozen=True):
    """A leader or admin. `team` is the name of the team."""

    login: str
    name: str
    team: str


async def list_co_leader_choices(leader: CurrentUser) -> list[CoLeaderChoice]:
    """List the people whom a leader can name, by name."""
    async with connection() as conn:
        return [
            CoLeaderChoice(*row)
            for row in await conn.fetch(
                SELECT_CO_LEADER_CHOICES, *_leader_parameters(leader), leader.id
            )
        ]


async def find_co_leader_ids(
    conn: Connection, leader: CurrentUser, logins: Collection[str]
) -> list[int] | None:
    """Return the ids of people by their logins; None when the leader cannot name all of them."""
    wanted = {normalise_login(login) for login in logins}
    found = [
        row["id"]
        for row in await conn.fetch(SELECT_CO_LEADER_IDS, *_leader_parameters(leader), list(wanted))
    ]
    return found if len(found) == len(wanted) else None


async def find_nameable_ids(
    conn: Connection, leader: CurrentUser, people: Collection[int]
) -> set[int]:
    """Return those of some people whom a leader can name."""
    rows = await conn.fetch(SELECT_NAMEABLE_IDS, *_leader_parameters(leader), list(people))
    return {row["id"] for row in rows}


def _leader_parameters(leader: CurrentUser) -> tuple[bool, int, list[int]]:
    return leader.role == "admin", leader.team, list(leader.path)
