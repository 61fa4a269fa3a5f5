"""Guesses are limited, also simultaneous ones."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from support.organisation import PIN, create_organisation
from support.pool import open_test_pool

from learning.actions.people.limit_guesses import (
    GuessLimit,
    count_guess,
    forgive_guess,
    make_account_limit,
    make_device_limits,
)
from learning.actions.people.sign_in import sign_in
from learning.rules.refusals import TooManyRequests, Unauthenticated
from learning.steps.people.create_session import Device
from learning.tables.people import SignInGuardTable

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOKENS = count()


@pytest.fixture
async def pool(database: str) -> AsyncIterator[None]:
    async with open_test_pool():
        yield


def make_device(mark: str | None = "phone", address: str = "192.0.2.1") -> Device:
    return Device(f"token-{next(TOKENS)}", None, mark, address)


async def count_and_get_wait(limits: list[GuessLimit], now: datetime) -> int:
    """Count a guess. Give 0, or the seconds to wait if it is refused."""
    try:
        await count_guess(limits, now)
    except TooManyRequests as error:
        return error.wait
    return 0


async def test_blocks_grow_from_a_minute_to_an_hour(pool: None) -> None:
    limits, now = [make_account_limit("anna")], NOW
    assert [await count_and_get_wait(limits, now) for _ in range(7)] == [0, 0, 0, 0, 0, 60, 60]
    waits = []
    for _ in range(8):
        now += timedelta(seconds=await count_and_get_wait(limits, now))
        assert await count_and_get_wait(limits, now) == 0
        waits.append(await count_and_get_wait(limits, now))
    assert waits == [120, 240, 480, 960, 1920, 3600, 3600, 3600]


async def test_a_day_of_guessing_is_fewer_than_forty_guesses(pool: None) -> None:
    limits, guesses = [make_account_limit("anna")], 0
    for minute in range(24 * 60):
        while await count_and_get_wait(limits, NOW + timedelta(minutes=minute)) == 0:
            guesses += 1
    assert guesses < 40


async def test_slow_guesses_are_not_blocked(pool: None) -> None:
    limits = [make_account_limit("anna")]
    for turn in range(20):
        assert await count_and_get_wait(limits, NOW + turn * timedelta(minutes=4)) == 0
    assert await count_and_get_wait(limits, NOW + timedelta(days=3)) == 0


async def test_a_block_counts_for_a_day(pool: None) -> None:
    limits = [make_account_limit("anna")]
    for _ in range(6):
        await count_and_get_wait(limits, NOW)
    later = NOW + timedelta(hours=20)
    assert [await count_and_get_wait(limits, later) for _ in range(2)] == [0, 120]
    forgotten = later + timedelta(hours=25)
    assert [await count_and_get_wait(limits, forgotten) for _ in range(6)] == [0, 0, 0, 0, 0, 60]


async def test_success_clears_the_account_and_the_device_but_not_the_address(pool: None) -> None:
    limits = [*make_device_limits(make_device()), make_account_limit("anna")]
    for _ in range(4):
        await count_guess(limits, NOW)
    await forgive_guess(limits)
    rows = await SignInGuardTable.select(SignInGuardTable.key, SignInGuardTable.failures)
    assert [(row["key"].split(":")[1], row["failures"]) for row in rows] == [("address", 3)]


async def test_a_blocked_device_does_not_block_an_account(pool: None) -> None:
    for turn in range(10):
        assert (
            await count_and_get_wait(
                [*make_device_limits(make_device()), make_account_limit(f"person-{turn}")], NOW
            )
            == 0
        )
    for _ in range(10):
        assert (
            await count_and_get_wait(
                [*make_device_limits(make_device()), make_account_limit("anna")], NOW
            )
            > 0
        )
    assert (
        await count_and_get_wait(
            [*make_device_limits(make_device("other")), make_account_limit("anna")], NOW
        )
        == 0
    )


async def test_an_address_has_a_hundred_guesses(pool: None) -> None:
    waits = [
        await count_and_get_wait(make_device_limits(make_device(None)), NOW) for _ in range(102)
    ]
    assert waits == [0] * 100 + [60] * 2
    assert await count_and_get_wait(make_device_limits(make_device(None, "192.0.2.2")), NOW) == 0


async def test_fifty_guesses_at_once_get_no_more_than_five_answers(pool: None) -> None:
    await create_organisation()
    tries = (
        sign_in("anna-lee", f"{1000 + turn}", make_device(f"phone-{turn}"), NOW)
        for turn in range(50)
    )
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, Unauthenticated) for result in results) == 5
    assert sum(isinstance(result, TooManyRequests) for result in results) == 45
    with pytest.raises(TooManyRequests):
        await sign_in("anna-lee", PIN, make_device("her-own"), NOW)
    await sign_in("anna-lee", PIN, make_device("her-own"), NOW + timedelta(minutes=1))


async def test_keys_do_not_contain_addresses_or_marks(pool: None) -> None:
    await count_guess(make_device_limits(make_device("mark-of-annas-phone")), NOW)
    keys = " ".join(await SignInGuardTable.select(SignInGuardTable.key).output(as_list=True))
    assert "192.0.2.1" not in keys
    assert "annas" not in keys
