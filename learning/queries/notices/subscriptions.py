"""The teams of which a person or a display receives hints.

They are the teams on the path to the own team and, for a leader, the teams below. An admin
receives the hints of all teams.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from learning.queries.people.current_user import hash_token, make_choose_own_secret_error
from learning.tables.database import connection

SELECT_PERSON_SCOPE = """
SELECT 'person ' || p.id, p.role = 'admin', t.path || CASE WHEN p.role = 'leader' THEN
  ARRAY(SELECT id FROM team WHERE path @> ARRAY[p.team]) ELSE '{}' END, p.secret_from_other
FROM session s JOIN person p ON p.id = s.person JOIN team t ON t.id = p.team
WHERE s.token = $1 AND s.expires_at > $2
"""
SELECT_DISPLAY_SCOPE = """
SELECT CASE WHEN d.team IS NULL THEN 'unpaired displays' ELSE 'display ' || d.id END,
  false, COALESCE(t.path, '{}'), false
FROM display d LEFT JOIN team t ON t.id = d.team WHERE d.token = $1 AND d.created_at <= $2
"""
SELECT_OPEN_TOKENS = """
SELECT token FROM session WHERE token = ANY($1) AND expires_at > $2
UNION ALL SELECT token FROM display WHERE token = ANY($1)
"""


class HintScope(NamedTuple):
    """Who listens, and the ids of the teams; None stands for all teams.

    Displays that are not paired yet have no teams, and count as one owner.
    """

    owner: str
    teams: frozenset[int] | None


async def load_person_scope(token: str, now: datetime) -> HintScope | None:
    """Return the scope of the owner of a session; None without such a session.

    Raises:
        Forbidden: somebody else has set the secret of the owner.
    """
    return await _load_scope(SELECT_PERSON_SCOPE, token, now)


async def load_display_scope(token: str, now: datetime) -> HintScope | None:
    """Return the scope of a display; None when there is no such display."""
    return await _load_scope(SELECT_DISPLAY_SCOPE, token, now)


async def find_open_tokens(digests: Collection[bytes], now: datetime) -> set[bytes]:
    """Return those hashes of tokens whose session or display still exists."""
    async with connection() as conn:
        rows = await conn.fetch(SELECT_OPEN_TOKENS, list(digests), now)
    return {row["token"] for row in rows}


async def _load_scope(statement: str, token: str, now: datetime) -> HintScope | None:
    async with connection() as conn:
        row = await conn.fetchrow(statement, hash_token(token), now)
    if row is None:
        return None
    owner, sees_all, teams, is_secret_from_other = row
    if is_secret_from_other:
        raise make_choose_own_secret_error()
    return HintScope(owner, None if sees_all else frozenset(teams))
