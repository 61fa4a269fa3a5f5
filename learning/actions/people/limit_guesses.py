"""Limit guesses at secrets and codes.

A guess is counted before it is checked, so that a thousand at once count as a thousand. Each key
has a budget that refills with time. No number of wrong guesses blocks a key for longer than one
guess takes to come back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from learning.queries.people.known_devices import has_signed_in_to_any
from learning.rules.refusals import TooManyRequests
from learning.steps.people.create_session import Device
from learning.tables.database import connection

FULL_AT_SQL = """
COALESCE(counted.until, $2) - GREATEST(counted.since - $2::timestamptz, interval '0')
"""
"""When the whole budget is back. After the clock of the server was put back, as long from now on as
it was then."""
COUNT_GUESS = f"""
INSERT INTO sign_in_guard AS counted (key, failures, since, until)
VALUES ($1, 0, $2, $2::timestamptz + $3::interval)
ON CONFLICT (key) DO UPDATE SET
    until = GREATEST({FULL_AT_SQL}, $2) + $3::interval, since = $2
WHERE {FULL_AT_SQL} <= $2::timestamptz + $4::interval
RETURNING true
"""
TAKE_BACK_GUESS = "UPDATE sign_in_guard SET until = until - $2::interval WHERE key = $1"
DELETE_GUESS_COUNT = "DELETE FROM sign_in_guard WHERE key = $1"
FIND_FULL_AT = f"""
UPDATE sign_in_guard AS counted SET until = {FULL_AT_SQL}, since = LEAST(since, $2) WHERE key = $1
RETURNING until
"""
"""It changes the row only after the clock was put back, so that the wait goes by from then on."""
DAY = timedelta(days=1)
MAX_MINUTES_SHOWN = 119
"""A longer wait is given in hours."""


@dataclass(frozen=True, slots=True)
class GuessLimit:
    """The budget of one key: `at_once` guesses, and then `a_day` more, evenly over 24 hours.

    In no span of 24 hours are there more than `at_once` and `a_day` together.
    """

    key: str
    at_once: int
    a_day: int

    @property
    def refill(self) -> timedelta:
        """How long it takes until one guess is back."""
        return DAY / self.a_day

    @property
    def debt_allowed(self) -> timedelta:
        """How far ahead of now the budget may be used up for one more guess."""
        return self.refill * (self.at_once - 1)


def make_account_limit(login: str) -> GuessLimit:
    """Limit the guesses at one account by all devices that never signed in to it: 30 a day.

    Guessing a PIN of four digits then takes half a year on average.
    """
    return GuessLimit(make_login_key("account", login), 10, 20)


def make_known_device_limit(login: str, mark: str) -> GuessLimit:
    """Limit the guesses at one account by one device that has signed in to it: 30 a day."""
    return GuessLimit(f"{make_login_key('known', login)}:{hash_guard_key(mark)[:16]}", 10, 20)


def make_own_secret_limit(login: str) -> GuessLimit:
    """Limit the guesses at the old secret by those who are signed in: 30 a day."""
    return GuessLimit(make_login_key("own-secret", login), 5, 25)


def make_pairing_limit(login: str) -> GuessLimit:
    """Limit the guesses of a leader at the codes of displays."""
    return GuessLimit(make_login_key("display-code", login), 10, 100)


def list_login_keys(login: str) -> list[str]:
    """List the beginnings of all keys that were made of a login."""
    purposes = ("account", "known", "own-secret", "display-code")
    return [make_login_key(purpose, login) for purpose in purposes]


def make_device_limits(device: Device, purpose: str = "sign-in") -> list[GuessLimit]:
    """Limit the guesses of a device, and less strictly those of its address, which a shop shares.

    A device can drop its mark. It then still has the limits of its address and of the account.
    """
    address_key = f"{purpose}:address:{hash_guard_key(device.address)}"
    return [GuessLimit(address_key, 300, 600), *make_mark_limits(device, purpose)]


def make_mark_limits(device: Device, purpose: str = "sign-in") -> list[GuessLimit]:
    """Limit the guesses of a device alone, if it sent a mark."""
    if not device.mark:
        return []
    return [GuessLimit(f"{purpose}:device:{hash_guard_key(device.mark)}", 20, 60)]


async def choose_device_limits(device: Device, purpose: str) -> list[GuessLimit]:
    """Choose the limits of a device for a purpose other than a sign-in by secret.

    A device that has signed in before has a budget of its own: others at its address do not use
    it up.
    """
    if await has_signed_in_to_any(device.mark):
        return make_mark_limits(device, purpose)
    return make_device_limits(device, purpose)


async def count_guess(limits: Sequence[GuessLimit], now: datetime) -> None:
    """Count a guess for each key in turn.

    The most specific key comes last, so that a blocked device does not block an account. Call it
    outside a transaction: the count must remain when the guess is wrong.

    Raises:
        TooManyRequests: the budget of a key is used up. The guess must not be checked.
    """
    for limit in limits:
        async with connection() as conn:
            if await conn.fetchval(COUNT_GUESS, limit.key, now, limit.refill, limit.debt_allowed):
                continue
            full_at = await conn.fetchval(FIND_FULL_AT, limit.key, now)
        raise _make_too_many_guesses_error(
            full_at - limit.debt_allowed - now if full_at else timedelta(0)
        )


async def forgive_guess(limits: Sequence[GuessLimit]) -> None:
    """Take back one right guess of each key. Earlier wrong ones still count."""
    async with connection() as conn:
        for limit in limits:
            await conn.execute(TAKE_BACK_GUESS, limit.key, limit.refill)


async def forget_guesses(limit: GuessLimit) -> None:
    """Give a key its whole budget again. Do it only where the secret itself is a new one."""
    async with connection() as conn:
        await conn.execute(DELETE_GUESS_COUNT, limit.key)


def make_span_message(seconds: int) -> dict[str, object]:
    """Make the message of a span of time, in whole minutes or hours, rounded up."""
    minutes = ceil(seconds / 60)
    if minutes > MAX_MINUTES_SHOWN:
        return {"code": "span.hours", "values": {"count": ceil(minutes / 60)}}
    return {"code": "span.minutes", "values": {"count": minutes}}


def _make_too_many_guesses_error(wait: timedelta) -> TooManyRequests:
    seconds = max(1, ceil(wait.total_seconds()))
    return TooManyRequests("session.too_many_guesses", seconds, span=make_span_message(seconds))


def make_login_key(purpose: str, login: str) -> str:
    """Make a key of a login. People also type their secret there, so what they type is hashed."""
    return f"{purpose}:{hash_guard_key(login)}"


def hash_guard_key(text: str) -> str:
    """Return a hash that stands for what must not be stored: an address, a mark or a login."""
    return sha256(text.encode()).hexdigest()[:32]
