"""The signed-in devices of a person."""

from dataclasses import dataclass
from datetime import datetime

from learning.queries.people.current_user import hash_token
from learning.tables.database import connection

SELECT_SESSIONS = """
SELECT id, browser, created_at, COALESCE(seen_at, created_at) AS seen_at, token = $2 AS is_this
FROM session WHERE person = $1 AND expires_at > $3
ORDER BY is_this DESC, seen_at DESC, id DESC LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class SignedInDevice:
    """A device that is signed in. `is_this` is the one that asks."""

    id: int
    browser: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


async def list_sessions(person: int, token: str, now: datetime) -> list[SignedInDevice]:
    """List the open sessions of a person: that of the token first, then the last used ones."""
    async with connection() as conn:
        rows = await conn.fetch(SELECT_SESSIONS, person, hash_token(token), now)
    return [SignedInDevice(**row) for row in rows]
