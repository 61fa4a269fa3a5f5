"""Open a screen for the wall of a break room: it shows a code until a leader pairs it with a team."""

from datetime import datetime, timedelta

from learning.actions.people.limit_guesses import count_guess, make_device_limits
from learning.queries.people.current_user import hash_token
from learning.rules.people.join_codes import make_join_code
from learning.steps.people.create_session import Device
from learning.tables.database import connection

DISPLAY_SEEN_INTERVAL = timedelta(minutes=1)
INSERT_DISPLAY = """
INSERT INTO display (token, code, created_at, seen_at) VALUES ($1, $2, $3, $3) ON CONFLICT (code) DO NOTHING RETURNING code
"""
UPDATE_DISPLAY_SEEN = "UPDATE display SET seen_at = $2 WHERE token = $1 AND seen_at <= $3"


async def open_display(token: str, random_bytes: bytes, device: Device, now: datetime) -> str:
    """Note a new screen with its token, and return its code, made from five random bytes.

    Raises:
        TooMany: too many screens from here. Opening one counts as a guess that is wrong.
    """
    await count_guess(make_device_limits(device, "display"), now)
    async with connection() as conn:
        code: str | None = await conn.fetchval(
            INSERT_DISPLAY, hash_token(token), make_join_code(random_bytes), now
        )
    if code is None:
        raise RuntimeError("one code in a million million has come twice: ask again")
    return code


async def record_display_seen(token: str, now: datetime) -> None:
    """Note that a screen is alive, once a minute: leaders see which are not."""
    async with connection() as conn:
        await conn.execute(UPDATE_DISPLAY_SEEN, hash_token(token), now, now - DISPLAY_SEEN_INTERVAL)
