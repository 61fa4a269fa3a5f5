"""Open a screen for the wall of a break room: it shows a code until a leader pairs it with a team."""

from datetime import datetime, timedelta

from learning.actions.limit_guesses import count_guess, place
from learning.actions.open_session import Device
from learning.queries.who import digest_of
from learning.rules.names import make_code
from learning.tables.database import connection

SEEN_EVERY = timedelta(minutes=1)
INSERT = """
INSERT INTO display (token, code, created_at, seen_at) VALUES ($1, $2, $3, $3) ON CONFLICT (code) DO NOTHING RETURNING code
"""
SEE = "UPDATE display SET seen_at = $2 WHERE token = $1 AND seen_at <= $3"


async def open_display(token: str, dice: bytes, at: Device, now: datetime) -> str:
    """Note a new screen with its token, and return its code, made from five random bytes.

    Raises:
        TooMany: too many screens from here. Opening one counts as a guess that is wrong.
    """
    await count_guess(place(at, "display"), now)
    async with connection() as writing:
        code: str | None = await writing.fetchval(INSERT, digest_of(token), make_code(dice), now)
    if code is None:
        raise RuntimeError("one code in a million million has come twice: ask again")
    return code


async def see_display(token: str, now: datetime) -> None:
    """Note that a screen is alive, once a minute: leaders see which are not."""
    async with connection() as conn:
        await conn.execute(SEE, digest_of(token), now, now - SEEN_EVERY)
