"""Start and count challenges on real PostgreSQL."""

import asyncio
from collections.abc import Awaitable
from contextvars import Context
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import asyncpg
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
from support.postgres_urls import connect_as_admin
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.measure_challenges import (
    COUNTING_LOCK,
    measure_challenges,
    measure_challenges_if_free,
)
from learning.actions.challenges.refresh_challenges import refresh_challenges
from learning.tables.database import connection, transaction
from learning.tables.named_locks import wait_for_lock

Result = TypeVar("Result")
COUNT_WAITING_FOR_LEDGER = """
SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'ledger_entry'::regclass
"""


async def run_apart(work: Awaitable[Result]) -> Result:
    """Run outside of the caller's transaction, as another process does."""

    async def run() -> Result:
        return await work

    return await asyncio.create_task(run(), context=Context())


async def wait_for_the_ledger(holder: asyncpg.Connection) -> None:
    """Wait until somebody waits for the lock that `holder` has on the ledger."""
    for _ in range(1000):
        if await holder.fetchval(COUNT_WAITING_FOR_LEDGER):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody counts")


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


async def test_one_process_counts_at_a_time_and_a_request_does_not_wait(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader)
    await record_practice(leader, SHOP_TIME)
    async with transaction() as conn:
        await wait_for_lock(conn, COUNTING_LOCK)
        only = [challenge]
        assert await run_apart(measure_challenges_if_free(SHOP_TIME, only)) is None
        refreshed = await run_apart(refresh_challenges({leader.id}, set(), set(), set(), SHOP_TIME))
    assert refreshed.resting == {challenge}, "it is counted later"
    assert await measure_challenges_if_free(SHOP_TIME, only) == [challenge]


async def test_a_challenge_rests_after_a_count_in_every_process(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader)
    await measure_challenges(SHOP_TIME)
    async with connection() as conn:
        assert await conn.fetchval("SELECT next_count_at > now() - interval '1 s' FROM challenge")
        await conn.execute("UPDATE challenge SET next_count_at = now() + interval '1 hour'")
    await record_practice(leader, SHOP_TIME)
    refreshed = await refresh_challenges({leader.id}, set(), set(), set(), SHOP_TIME)
    assert (refreshed.resting, await read_team_value(challenge)) == ({challenge}, 0)
    async with connection() as conn:
        await conn.execute("UPDATE challenge SET next_count_at = now()")
    refreshed = await refresh_challenges(set(), set(), set(), refreshed.resting, SHOP_TIME)
    assert (refreshed.resting, await read_team_value(challenge)) == (set(), 1)


async def test_counting_locks_no_challenge_and_stores_nothing_for_a_changed_one(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader)
    await measure_challenges(SHOP_TIME)
    await record_practice(leader, SHOP_TIME)
    async with connect_as_admin() as holder:
        async with holder.transaction():
            await holder.execute("LOCK TABLE ledger_entry")
            counting = asyncio.create_task(measure_challenges(SHOP_TIME))
            await wait_for_the_ledger(holder)
            async with connection() as conn:
                await conn.execute("SET lock_timeout = '2s'")
                await conn.execute("UPDATE challenge SET version = version + 1")
                await conn.execute("RESET lock_timeout")
        assert await counting == []
    assert await measure_challenges(SHOP_TIME) == [challenge]
