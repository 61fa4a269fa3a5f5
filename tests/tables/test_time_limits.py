"""The server itself ends what takes too long, and screens take no connection from answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asyncpg import LockNotAvailableError, QueryCanceledError
from support.postgres_urls import connect_as_admin

from learning.tables.database import (
    TimeLimits,
    close_pool,
    connection,
    open_pool,
    open_screen_pool,
    transaction,
    uses_screen_pool,
)

LIMITS = TimeLimits(statement_seconds=0.5, lock_seconds=0.2, idle_transaction_seconds=0.5)
CONNECTIONS = 2


@pytest.fixture(autouse=True)
async def pools(database: str) -> AsyncIterator[None]:
    await open_pool(database, CONNECTIONS, limits=LIMITS)
    await open_screen_pool(database, CONNECTIONS, TimeLimits(statement_seconds=30))
    yield
    await close_pool()


async def run_statement(sql: str, *, is_screen: bool) -> None:
    uses_screen_pool.set(is_screen)
    async with connection() as conn:
        await conn.execute(sql)


async def test_a_statement_of_an_answer_is_ended_and_one_of_a_screen_may_go_on() -> None:
    with pytest.raises(QueryCanceledError):
        await run_statement("SELECT pg_sleep(2)", is_screen=False)
    await run_statement("SELECT pg_sleep(0.7)", is_screen=True)


async def test_a_wait_for_a_lock_is_ended() -> None:
    async with connect_as_admin() as admin, admin.transaction():
        await admin.execute("LOCK TABLE progress")
        with pytest.raises(LockNotAvailableError):
            await run_statement("SELECT FROM progress", is_screen=False)
    await run_statement("SELECT FROM progress", is_screen=False)


@pytest.mark.parametrize("lend", [connection, transaction])
async def test_answers_find_a_connection_when_screens_have_taken_all_of_theirs(
    lend: Callable[[], Any],
) -> None:
    is_over, taken = asyncio.Event(), asyncio.Barrier(2 * CONNECTIONS + 1)

    async def hold(lend_screen: Callable[[], Any]) -> None:
        uses_screen_pool.set(True)
        async with lend_screen():
            await taken.wait()
            await is_over.wait()

    screens = [
        asyncio.create_task(hold(one))
        for one in (connection, transaction)
        for _ in range(CONNECTIONS)
    ]
    async with asyncio.timeout(10):
        await taken.wait()
        uses_screen_pool.set(False)
        async with lend() as conn:
            assert await conn.fetchval("SELECT 1") == 1
        is_over.set()
        await asyncio.gather(*screens)
