"""Which teams somebody, or a screen on a wall, hears of: those on the own path, and for leaders those below."""

from datetime import datetime

from learning.queries.who import digest_of
from learning.tables.database import connection

Ears = frozenset[int] | None
"""Ids of teams; None for all there are."""

PERSON = """
SELECT p.role = 'admin', t.path || CASE WHEN p.role = 'leader' THEN
  ARRAY(SELECT id FROM team WHERE path @> ARRAY[p.team]) ELSE '{}' END
FROM session s JOIN person p ON p.id = s.person JOIN team t ON t.id = p.team WHERE s.token = $1 AND s.expires_at > $2
"""
DISPLAY = """
SELECT false, COALESCE(t.path, '{}') FROM display d LEFT JOIN team t ON t.id = d.team
WHERE d.token = $1 AND d.created_at <= $2
"""


async def ears_of_person(token: str, now: datetime) -> tuple[Ears] | None:
    """Return what the person behind a session's token hears of; None when there is no such session."""
    return await _ears(PERSON, token, now)


async def ears_of_display(token: str, now: datetime) -> tuple[Ears] | None:
    """Return what a screen hears of, nothing before it is paired; None when it is not known."""
    return await _ears(DISPLAY, token, now)


async def _ears(statement: str, token: str, now: datetime) -> tuple[Ears] | None:
    async with connection() as conn:
        row = await conn.fetchrow(statement, digest_of(token), now)
    return None if row is None else (None if row[0] else frozenset(row[1]),)
