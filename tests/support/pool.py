"""Piccolo's pool on the test's own event loop."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from learning.tables.database import close_pool, open_pool


@asynccontextmanager
async def open_test_pool() -> AsyncIterator[None]:
    """Open the pool while the test runs; the database fixture has already decided where."""
    await open_pool(os.environ["DATABASE_URL"])
    try:
        yield
    finally:
        await close_pool()
