"""Delete rows that have expired, for example sessions, and displays that nobody paired.

Passkeys of people who are no leader or admin any more go, too. They have opened nothing since.
"""

from datetime import datetime, timedelta

from learning.leaderboards.board_store import BOARD_LIFETIME_SECONDS
from learning.tables.database import connection

GUESS_COUNT_LIFETIME = timedelta(hours=24)
KNOWN_DEVICE_LIFETIME = timedelta(days=400)  # that of its cookie
UNPAIRED_DISPLAY_LIFETIME = timedelta(hours=24)

DELETE_EXPIRED_SESSIONS = "DELETE FROM session WHERE expires_at <= $1"
DELETE_OLD_GUESS_COUNTS = "DELETE FROM sign_in_guard WHERE COALESCE(until, since) <= $1"
DELETE_OLD_KNOWN_DEVICES = "DELETE FROM known_device WHERE seen_at <= $1"
DELETE_EXPIRED_CHALLENGES = "DELETE FROM passkey_challenge WHERE expires_at <= $1"
DELETE_PASSKEYS_OF_LEARNERS = """
DELETE FROM passkey USING person p WHERE p.id = passkey.person AND p.role = 'learner'
"""
DELETE_UNPAIRED_DISPLAYS = (
    "DELETE FROM display WHERE team IS NULL AND COALESCE(seen_at, created_at) <= $1"
)
UNWRITTEN_BOARD_LIFETIME = timedelta(seconds=BOARD_LIFETIME_SECONDS)
"""The board itself has gone from Redis then."""
DELETE_OLD_UNWRITTEN_BOARDS = "DELETE FROM unwritten_board WHERE at <= $1"
AUDIT_LIFETIME = timedelta(days=730)
"""A trigger refuses the deletion of younger entries."""
MAX_AUDIT_ENTRIES_DELETED = 50_000
"""At one time. The next hour deletes more."""
DELETE_OLD_AUDIT_ENTRIES = """
DELETE FROM audit_entry WHERE id IN (
  SELECT id FROM audit_entry WHERE at < LEAST($1, now()) - $2::interval LIMIT $3
)
"""


async def delete_expired_rows(now: datetime) -> None:
    """Delete what has expired.

    These are sessions, known devices, challenges, day-old counts and displays, notes of boards that
    have gone, and two-year-old audit entries.
    """
    async with connection() as conn:
        await conn.execute(DELETE_EXPIRED_SESSIONS, now)
        await conn.execute(DELETE_OLD_GUESS_COUNTS, now - GUESS_COUNT_LIFETIME)
        await conn.execute(DELETE_OLD_KNOWN_DEVICES, now - KNOWN_DEVICE_LIFETIME)
        await conn.execute(DELETE_EXPIRED_CHALLENGES, now)
        await conn.execute(DELETE_PASSKEYS_OF_LEARNERS)
        await conn.execute(DELETE_UNPAIRED_DISPLAYS, now - UNPAIRED_DISPLAY_LIFETIME)
        await conn.execute(DELETE_OLD_UNWRITTEN_BOARDS, now - UNWRITTEN_BOARD_LIFETIME)
        await conn.execute(DELETE_OLD_AUDIT_ENTRIES, now, AUDIT_LIFETIME, MAX_AUDIT_ENTRIES_DELETED)
