"""Open a display. It shows a code until a leader pairs it with a team."""

from datetime import datetime, timedelta

from learning.actions.people.limit_guesses import count_guess, make_device_limits
from learning.queries.people.current_user import hash_token
from learning.rules.people.join_codes import make_join_code
from learning.steps.people.create_session import Device
from learning.tables.database import connection

DISPLAY_SEEN_INTERVAL = timedelta(minutes=1)
INSERT_DISPLAY = """
INSERT INTO display (token, code, created_at, seen_at) VALUES ($1, $2, $3, $3)
ON CONFLICT (code) DO NOTHING RETURNING code
"""
UPDATE_DISPLAY_SEEN = "UPDATE display SET seen_at = $2 WHERE token = $1 AND seen_at <= $3"


async def open_display(token: str, random_bytes: bytes, device: Device, now: datetime) -> str:
    """Store a new display with the hash of its token; return its code, made of five random bytes.

    Raises:
        TooManyRequests: this device or address opened too many displays. Each counts as a guess.
        RuntimeError: the code exists already, which has a chance of one in a million million.
    """
    await count_guess(make_device_limits(device, "display"), now)
    async with connection() as conn:
        code: str | None = await conn.fetchval(
            INSERT_DISPLAY, hash_token(token), make_join_code(random_bytes), now
        )
    if code is None:
        raise RuntimeError("the random code of a display exists already")
    return code


async def record_display_seen(token: str, now: datetime) -> None:
    """Record that a display is on, at most once a minute. Leaders see which are off."""
    async with connection() as conn:
        await conn.execute(UPDATE_DISPLAY_SEEN, hash_token(token), now, now - DISPLAY_SEEN_INTERVAL)
