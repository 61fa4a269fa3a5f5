"""Whom a leader can name as a co-leader of a challenge: who leads a team of the own part of the tree, or one above it.

Somebody above who goes by an alias is left out: a login would say who it is.
"""

from collections.abc import Collection

import msgspec
from asyncpg import Connection

from learning.queries.people.current_user import CurrentUser
from learning.rules.people.logins import normalise_login
from learning.tables.database import connection

CO_LEADER_SOURCE_SQL = """
FROM person p JOIN team t ON t.id = p.team, LATERAL (SELECT $1 OR t.path @> ARRAY[$2::bigint] AS led) AS reach
WHERE p.role IN ('leader', 'admin') AND p.erased_at IS NULL
  AND (led OR (t.id = ANY($3::bigint[]) AND COALESCE(p.alias, '') = ''))
"""
MAX_CO_LEADER_CHOICES = 500
SELECT_CO_LEADER_CHOICES = f"SELECT p.login, p.name, t.name {CO_LEADER_SOURCE_SQL} AND p.id <> $4 ORDER BY lower(p.name), p.id LIMIT {MAX_CO_LEADER_CHOICES}"
SELECT_CO_LEADER_IDS = f"SELECT p.id {CO_LEADER_SOURCE_SQL} AND p.login = ANY($4) ORDER BY p.id"


class CoLeaderChoice(msgspec.Struct, frozen=True):
    """Somebody who leads the team of this name."""

    login: str
    name: str
    team: str


async def list_co_leader_choices(leader: CurrentUser) -> list[CoLeaderChoice]:
    """List whom a leader can name, in the order of their names."""
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
    """Return the ids of those named by login; None where somebody is not among those who can be."""
    wanted = {normalise_login(login) for login in logins}
    found = [
        row["id"]
        for row in await conn.fetch(SELECT_CO_LEADER_IDS, *_leader_parameters(leader), list(wanted))
    ]
    return found if len(found) == len(wanted) else None


def _leader_parameters(leader: CurrentUser) -> tuple[bool, int, list[int]]:
    return leader.role == "admin", leader.team, list(leader.path)
