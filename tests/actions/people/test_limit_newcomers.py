"""A code brings a shop, not a crowd."""

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


def device(mark: str | None = None, address: str = "192.0.2.1") -> Device:
    return Device("token", None, mark, address)


async def let_in(many: int, at: Device, now: datetime) -> int:
    """How many of so many who come at once may join."""
    results = await asyncio.gather(
        *(count_newcomer(at, now) for _ in range(many)), return_exceptions=True
    )
    assert all(result is None or isinstance(result, TooManyRequests) for result in results)
    return results.count(None)


async def test_an_address_brings_sixty_an_hour_whatever_its_devices_say() -> None:
    assert await let_in(75, device(), NOW) == 60
    assert await let_in(1, device("another phone"), NOW + timedelta(minutes=59)) == 0
    assert await let_in(1, device(address="192.0.2.2"), NOW) == 1
    assert await let_in(75, device(), NOW + timedelta(minutes=60)) == 60


async def test_a_device_brings_five_a_day_wherever_it_is() -> None:
    assert await let_in(4, device("phone"), NOW) == 4
    assert await let_in(4, device("phone", "192.0.2.2"), NOW + timedelta(hours=23)) == 1
    assert await let_in(9, device("phone"), NOW + timedelta(hours=24)) == 5


async def test_it_says_how_long_to_wait() -> None:
    await let_in(60, device(), NOW)
    with pytest.raises(TooManyRequests, match="too_many_joined_here") as refused:
        await count_newcomer(device(), NOW + timedelta(minutes=40))
    assert refused.value.wait == 20 * 60
    assert "in 20 minutes, or ask your team leader" in render_refusal(refused.value, "en")
