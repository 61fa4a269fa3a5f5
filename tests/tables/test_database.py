"""Lent connections are returned, also when a task is cancelled at any point."""

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


STATEMENT_CONNECTIONS = 10
"""The number of connections for single statements in a pool."""


COUNT_OPEN_TRANSACTIONS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
"""


async def count_open_transactions() -> int:
    """Count the other connections that are inside a transaction."""
    async with connection() as conn:
        return int(await conn.fetchval(COUNT_OPEN_TRANSACTIONS))


async def count_slowly() -> None:
    async with transaction() as conn:
        await conn.execute("SELECT pg_sleep(0.002)")
        await TeamTable.count()


async def fail_in_transaction() -> None:
    async with transaction() as conn:
        await conn.execute("CREATE TEMP TABLE undone (id int)")
        raise ZeroDivisionError


async def test_a_cancelled_task_leaves_no_transaction_open() -> None:
    """Cancel at every turn of the loop: while a transaction opens, works and ends."""
    for turns in range(60):
        task = asyncio.create_task(count_slowly())
        for _ in range(turns):
            await asyncio.sleep(0.0002 if turns % 2 else 0)
        task.cancel()
        await asyncio.wait({task})
    assert await count_open_transactions() == 0
    async with asyncio.timeout(10):  # all connections are available again
        await asyncio.gather(*(count_slowly() for _ in range(40)))


async def test_a_failed_transaction_is_rolled_back_and_returns_its_connection() -> None:
    for _ in range(30):
        with pytest.raises(ZeroDivisionError):
            await fail_in_transaction()
    async with connection() as conn:
        assert await conn.fetchval("SELECT to_regclass('undone')") is None
    assert await count_open_transactions() == 0


async def test_nested_transactions_and_piccolos_queries_join_the_outer_transaction() -> None:
    async with transaction() as outer, transaction() as inner, connection() as conn:
        assert outer is inner is conn
        await outer.execute("CREATE TEMP TABLE joined (id int)")
        assert await TeamTable.raw("SELECT to_regclass('joined')::text AS name") == [
            {"name": "joined"}
        ]
        await outer.execute("DROP TABLE joined")


async def test_a_waiter_cancelled_at_its_turn_passes_the_connection_to_the_next_waiter() -> None:
    async with AsyncExitStack() as exit_stack:
        lent = [connection() for _ in range(STATEMENT_CONNECTIONS)]
        for one in lent[1:]:
            await exit_stack.enter_async_context(one)
        async with lent[0]:
            first, second = (
                asyncio.create_task(run_statement()),
                asyncio.create_task(run_statement()),
            )
            await asyncio.sleep(0)
        first.cancel()
        async with asyncio.timeout(5):
            assert await second == 1
        assert first.cancelled() or first.exception() is None


async def test_closing_the_pool_waits_for_a_lent_connection() -> None:
    async with connection() as conn:
        closing = asyncio.create_task(close_pool())
        await asyncio.sleep(0.05)
        assert await conn.fetchval("SELECT 1") == 1
    try:
        async with asyncio.timeout(5):
            await closing
    finally:
        await open_pool(os.environ["DATABASE_URL"])


async def run_statement() -> int:
    async with connection() as conn:
        return int(await conn.fetchval("SELECT 1"))
