"""Piccolo's pool on the test's own event loop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def open_for_test() -> AsyncIterator[None]:
    """Open the pool while the test runs; the database fixture has already decided where."""
    from learning.tables.database import close_pool, open_pool

    await open_pool()
    try:
        yield
    finally:
        await close_pool()
