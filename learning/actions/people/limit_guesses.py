"""Guessing is slow: a guess is counted before it is looked at, so that a thousand at once count as a thousand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from learning.rules.refusals import TooManyRequests
from learning.steps.people.create_session import Device
from learning.tables.database import connection

GUESS_WINDOW = timedelta(minutes=15)
GUESS_COUNT_LIFETIME = timedelta(hours=24)
FIRST_BLOCK_DURATION = timedelta(minutes=1)

UPSERT_GUESS_COUNT = """
INSERT INTO sign_in_guard AS kept (key, failures, since) VALUES ($1, 1, $2)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN {stale} THEN 1 ELSE kept.failures + 1 END,
    since = CASE WHEN {stale} THEN $2 ELSE kept.since END,
    until = CASE WHEN {stale} OR kept.failures + 1 < $3 THEN NULL
            ELSE $2 + LEAST($4::interval, $5::interval * 2 ^ LEAST(kept.failures + 1 - $3, 20)) END
WHERE kept.until IS NULL OR kept.until <= $2
RETURNING true
""".format(stale="(COALESCE(kept.until + $7::interval, kept.since + $6::interval) <= $2)")
DECREASE_GUESS_COUNT = """
UPDATE sign_in_guard SET failures = GREATEST(failures - 1, 0),
    until = CASE WHEN failures - 1 < $2 THEN NULL ELSE until END WHERE key = $1
"""


@dataclass(frozen=True, slots=True)
class GuessLimit:
    """Guesses that one key has: `free` within 15 minutes, then one after each block.

    Blocks begin with a minute and double up to `longest`; a day without a guess forgets them. `shared` keys belong
    to many people at once: a success of one of them takes back its own guess, and no more.
    """

    key: str
    free_guesses: int
    longest_block: timedelta
    is_shared: bool = False


def make_account_limit(login: str) -> GuessLimit:
    """Limit the guesses at one account: about 30 a day, so that four digits last for a year on average."""
    return GuessLimit(f"account:{login}", 5, timedelta(hours=1))


def make_device_limits(device: Device, purpose: str = "sign-in") -> list[GuessLimit]:
    """Limit the guesses of one device, and loosely those of its address: a whole shop shares it.

    The mark is the device's own word. One that drops it still has the limits of its address and of the account.
    """
    limits = [
        GuessLimit(
            f"{purpose}:address:{hash_guard_key(device.address)}", 100, GUESS_WINDOW, is_shared=True
        )
    ]
    if device.mark:
        limits.append(
            GuessLimit(f"{purpose}:device:{hash_guard_key(device.mark)}", 10, timedelta(hours=1))
        )
    return limits


async def count_guess(limits: Sequence[GuessLimit], now: datetime) -> None:
    """Count a guess against each key in turn, the most specific last, so that a blocked device harms no account.

    Call it outside a transaction: a count must stand even if the guess is wrong.

    Raises:
        TooMany: a key is blocked. The guess must not be looked at.
    """
    for limit in limits:
        async with connection() as conn:
            durations = (
                limit.longest_block,
                FIRST_BLOCK_DURATION,
                GUESS_WINDOW,
                GUESS_COUNT_LIFETIME,
            )
            if await conn.fetchval(
                UPSERT_GUESS_COUNT, limit.key, now, limit.free_guesses, *durations
            ):
                continue
            until = await conn.fetchval("SELECT until FROM sign_in_guard WHERE key = $1", limit.key)
        raise _make_too_many_guesses_error(until - now if until else FIRST_BLOCK_DURATION)


async def forgive_guess(limits: Sequence[GuessLimit]) -> None:
    """Take back a guess that was right, and with it all earlier ones of the keys that are one person's."""
    async with connection() as conn:
        for limit in limits:
            if limit.is_shared:
                await conn.execute(DECREASE_GUESS_COUNT, limit.key, limit.free_guesses)
            else:
                await conn.execute("DELETE FROM sign_in_guard WHERE key = $1", limit.key)


def _make_too_many_guesses_error(wait: timedelta) -> TooManyRequests:
    seconds = max(1, ceil(wait.total_seconds()))
    minutes = ceil(seconds / 60)
    span = "a minute" if minutes == 1 else f"{minutes} minutes"
    return TooManyRequests(
        f"Too many tries. Wait {span}, or ask your team leader for a new PIN.", seconds
    )


def hash_guard_key(text: str) -> str:
    """Return what a key holds of an address or a mark: enough to tell them apart, and nobody's address."""
    return sha256(text.encode()).hexdigest()[:32]
