"""End sessions of a person, and record their use."""

from datetime import datetime, timedelta

from learning.queries.people.current_user import hash_token
from learning.rules.refusals import NotFound
from learning.steps.people.create_session import SESSION_LIFETIME, close_sessions
from learning.steps.people.write_audit_entry import write_entry_about_oneself
from learning.tables.database import connection, transaction

SESSION_SEEN_INTERVAL = timedelta(minutes=15)
MAX_ID = 2**63 - 1
MAX_TRACKED_SESSIONS = 10_000
"""Sessions whose last use one process keeps in mind."""
DELETE_SESSION = "DELETE FROM session WHERE person = $1 AND id = $2 RETURNING browser"
UPDATE_SESSION_SEEN = """
UPDATE session SET seen_at = $2, expires_at = CASE WHEN idle_hours IS NULL THEN expires_at
  ELSE LEAST(created_at + $3::interval, $2::timestamptz + idle_hours * interval '1 hour') END
WHERE token = $1
"""

_seen_by_token: dict[str, datetime] = {}


async def end_session(person: int, session: int, now: datetime) -> None:
    """Sign one device of a person out.

    Raises:
        NotFound: the person has no such session.
    """
    if not 0 < session <= MAX_ID:
        raise NotFound("session.unknown")
    async with transaction() as conn:
        browser = await conn.fetchval(DELETE_SESSION, person, session)
        if browser is None:
            raise NotFound("session.unknown")
        await write_entry_about_oneself(now, person, "end_session", {"browser": browser})


async def end_other_sessions(person: int, token: str, now: datetime) -> None:
    """Sign all devices of a person out but the one with this token."""
    async with transaction():
        if ended := await close_sessions(person, kept_token=token):
            await write_entry_about_oneself(now, person, "end_other_sessions", {"sessions": ended})


async def record_session_seen(token: str, now: datetime) -> None:
    """Record that a session is used, at most every 15 minutes in one process."""
    seen = _seen_by_token.get(token)
    if seen is not None and seen <= now < seen + SESSION_SEEN_INTERVAL:
        return
    if len(_seen_by_token) >= MAX_TRACKED_SESSIONS:
        del _seen_by_token[next(iter(_seen_by_token))]
    _seen_by_token[token] = now
    async with connection() as conn:
        await conn.execute(UPDATE_SESSION_SEEN, hash_token(token), now, SESSION_LIFETIME)
