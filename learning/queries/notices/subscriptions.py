"""The teams of which a person or a display receives hints.

They are the teams on the path to the own team and, for a leader, the teams below. An admin
receives the hints of all teams.
"""

from datetime import datetime

from learning.queries.people.current_user import hash_token
from learning.tables.database import connection

TeamScope = frozenset[int] | None
"""Ids of teams. None stands for all teams."""

SELECT_PERSON_SCOPE = """
SELECT p.role = 'admin', t.path || CASE WHEN p.role = 'leader' THEN
  ARRAY(SELECT id FROM team WHERE path @> ARRAY[p.team]) ELSE '{}' END
FROM session s JOIN person p ON p.id = s.person JOIN team t ON t.id = p.team
WHERE s.token = $1 AND s.expires_at > $2
"""
SELECT_DISPLAY_SCOPE = """
SELECT false, COALESCE(t.path, '{}') FROM display d LEFT JOIN team t ON t.id = d.team
WHERE d.token = $1 AND d.created_at <= $2
"""


async def load_person_scope(token: str, now: datetime) -> tuple[TeamScope] | None:
    """Return the teams of the owner of a session, in a tuple; None without such a session."""
    return await _load_scope(SELECT_PERSON_SCOPE, token, now)


async def load_display_scope(token: str, now: datetime) -> tuple[TeamScope] | None:
    """Return the teams of a display, in a tuple; None when there is no such display.

    A display that is not paired yet has no teams.
    """
    return await _load_scope(SELECT_DISPLAY_SCOPE, token, now)


async def _load_scope(statement: str, token: str, now: datetime) -> tuple[TeamScope] | None:
    async with connection() as conn:
        row = await conn.fetchrow(statement, hash_token(token), now)
    return None if row is None else (None if row[0] else frozenset(row[1]),)
