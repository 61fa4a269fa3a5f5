"""The one way to the database: Piccolo's pool, and the bare connection for set-based statements."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asyncpg import Connection

from learning.piccolo_conf import DB


async def open_pool(most: int = 10) -> None:
    """Open the process's pool, at most `most` connections.

    Connections go back unreset: nothing in the house leaves session state behind, and a reset costs a round trip.
    """
    await DB.start_connection_pool(min_size=1, max_size=most, reset=_leave)


async def close_pool() -> None:
    """Close the pool, waiting for what is under way."""
    await DB.close_connection_pool()


@asynccontextmanager
async def transaction() -> AsyncIterator[Connection]:
    """Open a transaction that Piccolo's queries join, and give its connection for raw statements.

    Inside, never `asyncio.gather`: there is one connection. A nested call joins the outer transaction.
    """
    async with DB.transaction() as opened:
        yield opened.connection


@asynccontextmanager
async def connection() -> AsyncIterator[Connection]:
    """Borrow a connection for reading: the open transaction's, else one of the pool's."""
    opened: Any = DB.current_transaction.get()
    if opened is not None:
        yield opened.connection
        return
    if DB.pool is None:
        raise RuntimeError("the pool is not open: call open_pool() first")
    async with DB.pool.acquire() as borrowed:
        yield borrowed


async def _leave(_: Connection) -> None:
    """Leave a returned connection as it is."""
