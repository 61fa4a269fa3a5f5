"""Counting what is sent to the database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from learning.tables.database import connection, transaction


@asynccontextmanager
async def counted() -> AsyncIterator[list[str]]:
    """Collect every statement that runs meanwhile: open the pool with `most=1`, one connection of each kind."""
    statements: list[str] = []

    counting = False

    def note(record: Any) -> None:
        if counting:
            statements.append(record.query)

    async with connection() as reading, transaction() as writing:
        reading.add_query_logger(note)
        writing.add_query_logger(note)
    await asyncio.sleep(0)  # the driver notes a statement a turn after it: the end of that transaction does not count
    counting = True
    yield statements
    await asyncio.sleep(0)
    counting = False
    async with connection() as reading, transaction() as writing:
        reading.remove_query_logger(note)
        writing.remove_query_logger(note)
