"""Forget what has run out: sessions past their end, guesses a day old, and screens that nobody paired."""

from datetime import datetime

from learning.actions.people.limit_guesses import GUESS_COUNT_LIFETIME
from learning.tables.database import connection


async def delete_expired_rows(now: datetime) -> None:
    """Delete expired sessions and counts that no longer limit anybody."""
    async with connection() as conn:
        await conn.execute("DELETE FROM session WHERE expires_at <= $1", now)
        await conn.execute(
            "DELETE FROM sign_in_guard WHERE COALESCE(until, since) <= $1",
            now - GUESS_COUNT_LIFETIME,
        )
        await conn.execute(
            "DELETE FROM display WHERE team IS NULL AND COALESCE(seen_at, created_at) <= $1",
            now - GUESS_COUNT_LIFETIME,
        )
