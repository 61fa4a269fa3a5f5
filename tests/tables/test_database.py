"""The one way to the database gives back what it lends, whoever is cancelled and wherever."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from support.pool import open_test_pool

from learning.tables.database import close_pool, connection, open_pool, transaction
from learning.tables.people import TeamTable


@pytest.fixture(autouse=True)
async def pool(database: str) -> AsyncIterator[None]:
    async with open_test_pool():
        yield


MOST = 10
"""Connections for single statements that a pool has."""


async def held() -> int:
    """Connections that somebody has left inside a transaction."""
    async with connection() as conn:
        statement = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL"
        return int(await conn.fetchval(f"{statement} AND pid <> pg_backend_pid()"))


async def count_slowly() -> None:
    async with transaction() as conn:
        await conn.execute("SELECT pg_sleep(0.002)")
        await TeamTable.count()


async def fail() -> None:
    async with transaction() as conn:
        await conn.execute("CREATE TABLE undone (id int)")
        raise ZeroDivisionError


async def test_whoever_is_cancelled_on_the_way_leaves_nothing_open() -> None:
    """At every turn of the loop in which a transaction can be: opening, working, ending."""
    for turns in range(60):
        task = asyncio.create_task(count_slowly())
        for _ in range(turns):
            await asyncio.sleep(0.0002 if turns % 2 else 0)
        task.cancel()
        await asyncio.wait({task})
    assert await held() == 0
    async with asyncio.timeout(10):  # all connections there are can be had at once
        await asyncio.gather(*(count_slowly() for _ in range(40)))


async def test_a_failure_inside_undoes_everything_and_gives_the_connection_back() -> None:
    for _ in range(30):
        with pytest.raises(ZeroDivisionError):
            await fail()
    async with connection() as conn:
        assert await conn.fetchval("SELECT to_regclass('undone')") is None
    assert await held() == 0


async def test_a_nested_one_joins_and_piccolos_queries_do_too() -> None:
    async with transaction() as outer, transaction() as inner, connection() as conn:
        assert outer is inner is conn
        await outer.execute("CREATE TABLE joined (id int)")
        assert await TeamTable.raw("SELECT to_regclass('joined')::text AS name") == [
            {"name": "joined"}
        ]
        await outer.execute("DROP TABLE joined")


async def test_whoever_is_cancelled_when_their_turn_has_come_lets_the_next_one_in() -> None:
    async with AsyncExitStack() as all_there_are:
        lent = [connection() for _ in range(MOST)]
        for one in lent[1:]:
            await all_there_are.enter_async_context(one)
        async with lent[0]:
            first, second = asyncio.create_task(ask()), asyncio.create_task(ask())
            await asyncio.sleep(0)
        first.cancel()
        async with asyncio.timeout(5):
            assert await second == 1
        assert first.cancelled() or first.exception() is None


async def test_the_pool_closes_while_a_connection_is_lent_and_as_soon_as_it_is_back() -> None:
    async with connection() as conn:
        closing = asyncio.create_task(close_pool())
        await asyncio.sleep(0.05)
        assert await conn.fetchval("SELECT 1") == 1
    try:
        async with asyncio.timeout(5):
            await closing
    finally:
        await open_pool(os.environ["DATABASE_URL"])


async def ask() -> int:
    async with connection() as conn:
        return int(await conn.fetchval("SELECT 1"))
