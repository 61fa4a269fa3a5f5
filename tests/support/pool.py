"""Open Piccolo's pool on the event loop of a test."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from learning.tables.database import close_pool, open_pool


@asynccontextmanager
async def open_test_pool() -> AsyncIterator[None]:
    """Open the pool for as long as the block lasts. The database fixture has set the address."""
    await open_pool(os.environ["DATABASE_URL"])
    try:
        yield
    finally:
        await close_pool()
