"""Guesses are limited, also simultaneous ones, and never shut a known device out."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from support.organisation import PIN, SHOP_CODE, create_organisation
from support.pool import open_test_pool

from learning.actions.people.join_team import join_team
from learning.actions.people.limit_guesses import (
    GuessLimit,
    count_guess,
    forgive_guess,
    make_account_limit,
    make_device_limits,
    make_known_device_limit,
)
from learning.actions.people.sign_in import sign_in
from learning.rules.refusals import Conflict, TooManyRequests, Unauthenticated
from learning.steps.people.create_session import Device
from learning.tables.people import KnownDeviceTable, SignInGuardTable

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


async def guess_until_refused(login: str, now: datetime, device: Device | None = None) -> int:
    """Try wrong PINs until one is not checked, and say how many were."""
    for turn in range(100):
        guesser = device or make_device(f"guesser-{turn}", f"198.51.100.{turn}")
        try:
            await sign_in(login, "9999", guesser, now)
        except Unauthenticated:
            continue
        except TooManyRequests:
            return turn
    raise AssertionError("a hundred guesses were checked")


@pytest.mark.parametrize("limit", [make_account_limit("anna"), make_known_device_limit("a", "b")])
@pytest.mark.parametrize("minutes", [1, 7, 72, 100])
async def test_no_day_has_more_than_thirty_guesses(
    pool: None, limit: GuessLimit, minutes: int
) -> None:
    """However the tries are spread, also four every quarter of an hour."""
    guesses = []
    for turn in range(3 * 24 * 60 // minutes):
        now = NOW + turn * timedelta(minutes=minutes)
        while await count_and_get_wait([limit], now) == 0:
            guesses.append(now)
    busiest = max(
        sum(start <= guess < start + timedelta(hours=24) for guess in guesses) for start in guesses
    )
    assert busiest <= 30


async def test_a_used_up_budget_gives_one_guess_after_72_minutes_and_never_locks_for_longer(
    pool: None,
) -> None:
    limits = [make_account_limit("anna")]
    waits = [await count_and_get_wait(limits, NOW) for _ in range(100)]
    assert waits == [0] * 10 + [72 * 60] * 90
    later = NOW + timedelta(minutes=72)
    assert [await count_and_get_wait(limits, later) for _ in range(2)] == [0, 72 * 60]


async def test_nobody_waits_longer_because_the_clock_was_put_back(pool: None) -> None:
    limits = [GuessLimit("key", 2, 24)]
    later = NOW + timedelta(days=30)
    assert [await count_and_get_wait(limits, later) for _ in range(3)] == [0, 0, 3600]
    assert await count_and_get_wait(limits, NOW) == 3600
    assert await count_and_get_wait(limits, NOW + timedelta(hours=1)) == 0


async def test_a_right_guess_takes_back_itself_and_no_other(pool: None) -> None:
    limits = [make_account_limit("anna")]
    for _ in range(9):
        await count_guess(limits, NOW)
    for _ in range(20):
        await count_guess(limits, NOW)
        await forgive_guess(limits)
    assert [await count_and_get_wait(limits, NOW) for _ in range(2)] == [0, 72 * 60]


async def test_the_known_phone_signs_in_while_others_guess(pool: None) -> None:
    await create_organisation()
    await sign_in("anna-lee", PIN, make_device("her-phone"), NOW)
    assert await guess_until_refused("anna-lee", NOW) == 10
    for minute in range(0, 24 * 60, 90):
        now = NOW + timedelta(minutes=minute)
        await sign_in("anna-lee", PIN, make_device("her-phone"), now)
        assert await guess_until_refused("anna-lee", now) <= 2
        await join_team(SHOP_CODE, "Anna Lee", PIN, "en", make_device("her-phone"), now)


async def test_ones_own_sign_in_does_not_reset_the_guesses_at_others(pool: None) -> None:
    """The guesser signs in to an own account on the same device between the tries."""
    await create_organisation()
    guesses = 0
    for _ in range(40):
        await sign_in("lea-leader", PIN, make_device("guesser"), NOW)
        try:
            await sign_in("anna-lee", "9999", make_device("guesser"), NOW)
        except Unauthenticated:
            guesses += 1
        except TooManyRequests:
            break
    assert guesses == 10


async def test_the_sign_in_of_the_victim_gives_a_guesser_no_more_tries(pool: None) -> None:
    await create_organisation()
    await sign_in("anna-lee", PIN, make_device("her-phone"), NOW)
    assert await guess_until_refused("anna-lee", NOW) == 10
    for _ in range(3):
        await sign_in("anna-lee", PIN, make_device("her-phone"), NOW)
        assert await guess_until_refused("anna-lee", NOW) == 0


async def test_a_shared_phone_is_known_to_each_account_alone(pool: None) -> None:
    await create_organisation()
    await sign_in("lea-leader", PIN, make_device("shared"), NOW)
    await sign_in("anna-lee", PIN, make_device("hers"), NOW)
    await guess_until_refused("anna-lee", NOW)
    with pytest.raises(TooManyRequests):
        await sign_in("anna-lee", PIN, make_device("shared"), NOW)
    await sign_in("lea-leader", PIN, make_device("shared"), NOW)


async def test_a_known_phone_that_is_found_has_thirty_tries_a_day_too(pool: None) -> None:
    await create_organisation()
    await sign_in("anna-lee", PIN, make_device("found"), NOW)
    assert await guess_until_refused("anna-lee", NOW, make_device("found")) == 10
    await sign_in("anna-lee", PIN, make_device("new"), NOW)


async def test_coming_back_by_the_join_code_is_the_same_guessing(pool: None) -> None:
    await create_organisation()
    for turn in range(5):
        with pytest.raises(Conflict):
            await join_team(SHOP_CODE, "Anna Lee", "7391", "en", make_device(f"g-{turn}"), NOW)
    assert await guess_until_refused("anna-lee", NOW) == 5
    with pytest.raises(TooManyRequests):
        await join_team(SHOP_CODE, "Anna Lee", PIN, "en", make_device("g-other"), NOW)


async def test_guesses_at_one_address_shut_no_known_phone_of_the_shop_out(pool: None) -> None:
    await create_organisation()
    await sign_in("anna-lee", PIN, make_device("her-phone"), NOW)
    limits = make_device_limits(make_device(None))
    while await count_and_get_wait(limits, NOW) == 0:
        pass
    while await count_and_get_wait(make_device_limits(make_device(None), "code"), NOW) == 0:
        pass
    with pytest.raises(TooManyRequests):
        await sign_in("lea-leader", PIN, make_device(None), NOW)
    await sign_in("anna-lee", PIN, make_device("her-phone"), NOW)
    await join_team(SHOP_CODE, "Anna Lee", PIN, "en", make_device("her-phone"), NOW)
    await sign_in("lea-leader", PIN, make_device(None), NOW + timedelta(minutes=3))


async def test_a_blocked_device_does_not_use_up_the_budget_of_an_account(pool: None) -> None:
    while await count_and_get_wait(make_device_limits(make_device()), NOW) == 0:
        pass
    account = make_account_limit("anna")
    for _ in range(20):
        assert await count_and_get_wait([*make_device_limits(make_device()), account], NOW) > 0
    assert await count_and_get_wait([account], NOW) == 0


async def test_another_address_has_another_budget(pool: None) -> None:
    waits = [
        await count_and_get_wait(make_device_limits(make_device(None)), NOW) for _ in range(302)
    ]
    assert waits == [0] * 300 + [144] * 2
    assert await count_and_get_wait(make_device_limits(make_device(None, "192.0.2.2")), NOW) == 0


async def test_fifty_guesses_at_once_get_no_more_than_ten_answers(pool: None) -> None:
    await create_organisation()
    tries = (
        sign_in("anna-lee", f"{1000 + turn}", make_device(f"phone-{turn}"), NOW)
        for turn in range(50)
    )
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, Unauthenticated) for result in results) == 10
    assert sum(isinstance(result, TooManyRequests) for result in results) == 40


async def test_only_the_newest_devices_are_remembered(pool: None) -> None:
    await create_organisation()
    for turn in range(22):
        now = NOW + timedelta(minutes=turn)
        await sign_in("anna-lee", PIN, make_device(f"phone-{turn}"), now)
    assert await KnownDeviceTable.count() == 20
    await guess_until_refused("anna-lee", NOW + timedelta(hours=1))
    await sign_in("anna-lee", PIN, make_device("phone-2"), NOW + timedelta(hours=1))
    with pytest.raises(TooManyRequests):
        await sign_in("anna-lee", PIN, make_device("phone-1"), NOW + timedelta(hours=1))


async def test_keys_do_not_contain_addresses_or_marks(pool: None) -> None:
    await count_guess(make_device_limits(make_device("mark-of-annas-phone")), NOW)
    keys = " ".join(await SignInGuardTable.select(SignInGuardTable.key).output(as_list=True))
    assert "192.0.2.1" not in keys
    assert "annas" not in keys


async def test_a_secret_that_is_typed_as_a_login_is_not_stored(pool: None) -> None:
    with pytest.raises(Unauthenticated):
        await sign_in("840275193846", "anna-lee", make_device("phone"), NOW)
    keys = " ".join(await SignInGuardTable.select(SignInGuardTable.key).output(as_list=True))
    assert "account:" in keys
    assert "840275193846" not in keys
