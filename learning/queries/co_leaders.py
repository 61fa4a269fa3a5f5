"""Whom a leader can name as a co-leader of a challenge: who leads a team of the own part of the tree, or one above it.

Somebody above who goes by an alias is left out: a login would say who it is.
"""

from collections.abc import Collection

import msgspec
from asyncpg import Connection

from learning.queries.who import Who
from learning.rules.names import tidy_login
from learning.tables.database import connection

FROM = """
FROM person p JOIN team t ON t.id = p.team, LATERAL (SELECT $1 OR t.path @> ARRAY[$2::bigint] AS led) AS reach
WHERE p.role IN ('leader', 'admin') AND p.erased_at IS NULL
  AND (led OR (t.id = ANY($3::bigint[]) AND COALESCE(p.alias, '') = ''))
"""
MOST = 500
CHOICES = f"SELECT p.login, p.name, t.name {FROM} AND p.id <> $4 ORDER BY lower(p.name), p.id LIMIT {MOST}"
NAMED = f"SELECT p.id {FROM} AND p.login = ANY($4) ORDER BY p.id"


class CoLeader(msgspec.Struct, frozen=True):
    """Somebody who leads the team of this name."""

    login: str
    name: str
    team: str


async def co_leaders(leader: Who) -> list[CoLeader]:
    """List whom a leader can name, in the order of their names."""
    async with connection() as conn:
        return [CoLeader(*row) for row in await conn.fetch(CHOICES, *_reach(leader), leader.id)]


async def named_co_leaders(conn: Connection, leader: Who, logins: Collection[str]) -> list[int] | None:
    """Return the ids of those named by login; None where somebody is not among those who can be."""
    wanted = {tidy_login(login) for login in logins}
    found = [row["id"] for row in await conn.fetch(NAMED, *_reach(leader), list(wanted))]
    return found if len(found) == len(wanted) else None


def _reach(leader: Who) -> tuple[bool, int, list[int]]:
    return leader.role == "admin", leader.team, list(leader.path)
