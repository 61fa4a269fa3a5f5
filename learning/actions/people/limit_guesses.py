"""Limit guesses at secrets and codes.

A guess is counted before it is checked, so that a thousand at once count as a thousand.
"""

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
INSERT INTO sign_in_guard AS counted (key, failures, since) VALUES ($1, 1, $2)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN {stale} THEN 1 ELSE counted.failures + 1 END,
    since = CASE WHEN {stale} THEN $2 ELSE counted.since END,
    until = CASE WHEN {stale} OR counted.failures + 1 < $3 THEN NULL
            ELSE $2 + LEAST($4::interval, $5::interval * 2 ^ LEAST(counted.failures + 1 - $3, 20)) END
WHERE counted.until IS NULL OR counted.until <= $2
RETURNING true
""".format(stale="(COALESCE(counted.until + $7::interval, counted.since + $6::interval) <= $2)")
DECREASE_GUESS_COUNT = """
UPDATE sign_in_guard SET failures = GREATEST(failures - 1, 0),
    until = CASE WHEN failures - 1 < $2 THEN NULL ELSE until END WHERE key = $1
"""
DELETE_GUESS_COUNT = "DELETE FROM sign_in_guard WHERE key = $1"
SELECT_BLOCKED_UNTIL = "SELECT until FROM sign_in_guard WHERE key = $1"


@dataclass(frozen=True, slots=True)
class GuessLimit:
    """The guesses of one key: `free_guesses` within 15 minutes, then one after each block.

    The first block lasts a minute; each further one is twice as long, up to `longest_block`. A day
    without a guess resets the count. A key with `is_shared` belongs to many people: a right guess
    of one of them takes back that guess alone.
    """

    key: str
    free_guesses: int
    longest_block: timedelta
    is_shared: bool = False


def make_account_limit(login: str) -> GuessLimit:
    """Limit the guesses at one account to about 30 a day.

    Guessing a PIN of four digits then takes a year on average.
    """
    return GuessLimit(f"account:{login}", 5, timedelta(hours=1))


def make_device_limits(device: Device, purpose: str = "sign-in") -> list[GuessLimit]:
    """Limit the guesses of a device, and less strictly those of its address, which a shop shares.

    A device can drop its mark. It then still has the limits of its address and of the account.
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
    """Count a guess for each key in turn.

    The most specific key comes last, so that a blocked device does not block an account. Call it
    outside a transaction: the count must remain when the guess is wrong.

    Raises:
        TooManyRequests: a key is blocked. The guess must not be checked.
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
            until = await conn.fetchval(SELECT_BLOCKED_UNTIL, limit.key)
        raise _make_too_many_guesses_error(until - now if until else FIRST_BLOCK_DURATION)


async def forgive_guess(limits: Sequence[GuessLimit]) -> None:
    """Take back a right guess. For keys that are not shared, all earlier guesses go too."""
    async with connection() as conn:
        for limit in limits:
            if limit.is_shared:
                await conn.execute(DECREASE_GUESS_COUNT, limit.key, limit.free_guesses)
            else:
                await conn.execute(DELETE_GUESS_COUNT, limit.key)


def _make_too_many_guesses_error(wait: timedelta) -> TooManyRequests:
    seconds = max(1, ceil(wait.total_seconds()))
    return TooManyRequests("session.too_many_guesses", seconds, count=ceil(seconds / 60))


def hash_guard_key(text: str) -> str:
    """Return a hash that stands for an address or a mark in a key, so that no address is stored."""
    return sha256(text.encode()).hexdigest()[:32]
