"""Counting what is sent to the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def counted() -> AsyncIterator[list[str]]:
    """Collect every statement that runs meanwhile on the pool's one connection: open the pool with `most=1`."""
    from learning.tables.database import connection

    statements: list[str] = []

    def note(record: Any) -> None:
        statements.append(record.query)

    async with connection() as at:
        at.add_query_logger(note)
    yield statements
    async with connection() as at:
        at.remove_query_logger(note)
