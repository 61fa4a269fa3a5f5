"""Which teams somebody, or a screen on a wall, hears of: those on the own path, and for leaders those below."""

from datetime import datetime

from learning.queries.people.current_user import hash_token
from learning.tables.database import connection

TeamScope = frozenset[int] | None
"""Ids of teams; None for all there are."""

SELECT_PERSON_SCOPE = """
SELECT p.role = 'admin', t.path || CASE WHEN p.role = 'leader' THEN
  ARRAY(SELECT id FROM team WHERE path @> ARRAY[p.team]) ELSE '{}' END
FROM session s JOIN person p ON p.id = s.person JOIN team t ON t.id = p.team WHERE s.token = $1 AND s.expires_at > $2
"""
SELECT_DISPLAY_SCOPE = """
SELECT false, COALESCE(t.path, '{}') FROM display d LEFT JOIN team t ON t.id = d.team
WHERE d.token = $1 AND d.created_at <= $2
"""


async def load_person_scope(token: str, now: datetime) -> tuple[TeamScope] | None:
    """Return what the person behind a session's token hears of; None when there is no such session."""
    return await _load_scope(SELECT_PERSON_SCOPE, token, now)


async def load_display_scope(token: str, now: datetime) -> tuple[TeamScope] | None:
    """Return what a screen hears of, nothing before it is paired; None when it is not known."""
    return await _load_scope(SELECT_DISPLAY_SCOPE, token, now)


async def _load_scope(statement: str, token: str, now: datetime) -> tuple[TeamScope] | None:
    async with connection() as conn:
        row = await conn.fetchrow(statement, hash_token(token), now)
    return None if row is None else (None if row[0] else frozenset(row[1]),)
