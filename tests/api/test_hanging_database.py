"""A database that hangs: requests are refused soon, and served when it answers again."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from time import monotonic

import asyncpg
import pytest
from httpx import AsyncClient
from support.visits import Visit

SELECT_BACKENDS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
MAX_SECONDS = 8.0
"""Two seconds of a request and a few checks take less than three; a busy machine takes longer."""
REQUESTS = 30
Hang = Callable[[str], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def lock_progress(database: str) -> AsyncIterator[None]:
    """Hold a lock that stops every reader of the progress of people."""
    conn = await asyncpg.connect(database)
    try:
        async with conn.transaction():
            await conn.execute("LOCK TABLE progress IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await conn.close()


@asynccontextmanager
async def stop_backends(database: str) -> AsyncIterator[None]:
    """Stop all processes of the server that serve our connections."""
    conn = await asyncpg.connect(database)
    backends = [row["pid"] for row in await conn.fetch(SELECT_BACKENDS)]
    assert backends
    try:
        for pid in backends:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in backends:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        await conn.close()


async def ask_all(client: AsyncClient) -> list[int]:
    """Ask for today many times at once; return the statuses."""
    answers = await asyncio.gather(*(client.get("/api/today") for _ in range(REQUESTS)))
    return [answer.status_code for answer in answers]


async def ask_until_served(client: AsyncClient) -> list[int]:
    """Ask again until nobody is refused any more."""
    for _ in range(100):
        statuses = await ask_all(client)
        if 503 not in statuses:
            break
        await asyncio.sleep(0.1)
    return statuses


@pytest.mark.parametrize("hang", [lock_progress, stop_backends])
async def test_requests_are_refused_soon_and_served_again_afterwards(
    visit: Visit, database: str, hang: Hang
) -> None:
    client = await visit("anna-lee")
    assert await ask_until_served(client) == [200] * REQUESTS
    async with hang(database):
        began = monotonic()
        statuses = await ask_all(client)
        assert monotonic() - began < MAX_SECONDS
        assert set(statuses) <= {503, 200}
        assert statuses.count(503) >= 10
    assert await ask_until_served(client) == [200] * REQUESTS
    conn = await asyncpg.connect(database)
    assert await conn.fetch(SELECT_BACKENDS + " AND state <> 'idle'") == []
    await conn.close()
