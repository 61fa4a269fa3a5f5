"""Start and count challenges on real PostgreSQL."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from support.challenges import (
    CHALLENGE_FIRST_DAY,
    TEAM_END,
    launch_plan,
    read_challenge_row,
    read_notices,
    read_team_value,
    record_practice,
    store_memory,
)
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.measure_challenges import measure_challenges


async def test_breaks_are_counted_from_the_ledger_within_its_days(shop: Shop) -> None:
    leader, amira, ben = (
        await shop.add_member("Lea", "leader"),
        await shop.add_member("Amira"),
        await shop.add_member("Ben"),
    )
    challenge = await launch_plan(shop, leader)
    await record_practice(amira, SHOP_TIME - timedelta(days=1))
    await record_practice(amira, SHOP_TIME)
    await record_practice(amira, SHOP_TIME + timedelta(minutes=1), "pack.c1")
    await record_practice(ben, SHOP_TIME + timedelta(days=1))
    await record_practice(ben, TEAM_END)
    assert await measure_challenges(SHOP_TIME) == [challenge]
    assert (await read_challenge_row(challenge))["status"] == "running"
    assert await read_team_value(challenge) == 2
    assert await measure_challenges(SHOP_TIME) == []


async def test_only_the_given_challenges_that_are_due_start(
    shop: Shop,
) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader)
    other = await launch_plan(shop, leader, id=UUID(int=2))
    tomorrow = CHALLENGE_FIRST_DAY + timedelta(days=1)
    later = await launch_plan(shop, leader, id=UUID(int=3), first_day=tomorrow)
    await measure_challenges(SHOP_TIME, only=[challenge, later])
    assert [(await read_challenge_row(one))["status"] for one in (challenge, later, other)] == [
        "running",
        "scheduled",
        "scheduled",
    ]


async def test_a_stage_is_reached_once_with_one_notice(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    challenge = await launch_plan(shop, leader)
    for day in range(3):
        await record_practice(amira, SHOP_TIME + timedelta(days=day))
        await asyncio.gather(
            *(measure_challenges(SHOP_TIME + timedelta(days=day)) for _ in range(3))
        )
    assert await read_notices(challenge) == [(shop.shop, "milestone", "1")]


async def test_remembered_counts_from_the_start_and_never_falls(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    await store_memory(amira, "pack.c0", CHALLENGE_FIRST_DAY)
    challenge = await launch_plan(shop, leader, measure="remembered", form="team", stages=())
    await measure_challenges(SHOP_TIME)
    assert await read_team_value(challenge) == 0, "what was known before does not count"
    await store_memory(amira, "pack.c1", CHALLENGE_FIRST_DAY)
    every_quarter = SHOP_TIME.replace(minute=0)
    await measure_challenges(every_quarter)
    assert await read_team_value(challenge) == pytest.approx(1)
    await measure_challenges(every_quarter + timedelta(days=5))
    assert await read_team_value(challenge) == pytest.approx(1)
