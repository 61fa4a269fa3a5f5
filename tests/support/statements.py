"""Count the statements that are sent to the database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from learning.tables.database import connection, transaction


@asynccontextmanager
async def collect_statements() -> AsyncIterator[list[str]]:
    """Collect every statement that runs in the block.

    The pool must be open with `max_connections=1`, so that it has one connection of each kind.
    """
    statements: list[str] = []
    counting = False

    def record_statement(record: Any) -> None:
        if counting:
            statements.append(record.query)

    async with connection() as read_conn, transaction() as write_conn:
        read_conn.add_query_logger(record_statement)
        write_conn.add_query_logger(record_statement)
    # The driver logs a statement one turn of the loop later. The COMMIT above must not count.
    await asyncio.sleep(0)
    counting = True
    yield statements
    await asyncio.sleep(0)
    counting = False
    async with connection() as read_conn, transaction() as write_conn:
        read_conn.remove_query_logger(record_statement)
        write_conn.remove_query_logger(record_statement)
