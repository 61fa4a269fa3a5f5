"""The new people of an address and of a device are limited."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from support.pool import open_test_pool

from learning.actions.people.limit_newcomers import count_newcomer
from learning.messages import render_refusal
from learning.rules.refusals import TooManyRequests
from learning.steps.people.create_session import Device

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def pool(database: str) -> AsyncIterator[None]:
    async with open_test_pool():
        yield


def make_device(mark: str | None = None, address: str = "192.0.2.1") -> Device:
    return Device("token", None, mark, address)


async def count_admitted(people: int, from_device: Device, now: datetime) -> int:
    """Count new people at the same time, and give how many were accepted."""
    results = await asyncio.gather(
        *(count_newcomer(from_device, now) for _ in range(people)), return_exceptions=True
    )
    assert all(result is None or isinstance(result, TooManyRequests) for result in results)
    return results.count(None)


async def test_an_address_may_add_sixty_people_an_hour_with_any_devices() -> None:
    assert await count_admitted(75, make_device(), NOW) == 60
    assert await count_admitted(1, make_device("another phone"), NOW + timedelta(minutes=59)) == 0
    assert await count_admitted(1, make_device(address="192.0.2.2"), NOW) == 1
    assert await count_admitted(75, make_device(), NOW + timedelta(minutes=60)) == 60


async def test_a_device_may_add_five_people_a_day_from_any_address() -> None:
    assert await count_admitted(4, make_device("phone"), NOW) == 4
    assert (
        await count_admitted(4, make_device("phone", "192.0.2.2"), NOW + timedelta(hours=23)) == 1
    )
    assert await count_admitted(9, make_device("phone"), NOW + timedelta(hours=24)) == 5


async def test_the_refusal_says_how_long_to_wait() -> None:
    await count_admitted(60, make_device(), NOW)
    with pytest.raises(TooManyRequests, match="too_many_joined_here") as refused:
        await count_newcomer(make_device(), NOW + timedelta(minutes=40))
    assert refused.value.wait == 20 * 60
    assert "in 20 minutes, or ask your team leader" in render_refusal(refused.value, "en")
