"""Fill large tables without their keys and indexes: checking millions of rows takes an hour."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from asyncpg import Connection

SELECT_CONSTRAINTS = """
SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
WHERE conrelid = $1::regclass AND contype IN ('p', 'u', 'f') ORDER BY contype DESC
"""
SELECT_INDEXES = """
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
FROM pg_index i WHERE i.indrelid = $1::regclass
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
"""


@asynccontextmanager
async def drop_constraints(conn: Connection, tables: Sequence[str]) -> AsyncIterator[None]:
    """Drop the keys and indexes of tables for the block, and build them again after it."""
    repairs = []
    for table in tables:
        for name, definition in await conn.fetch(SELECT_INDEXES, table):
            await conn.execute(f"DROP INDEX {name}")
            repairs.append(definition)
        for name, definition in await conn.fetch(SELECT_CONSTRAINTS, table):
            await conn.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            repairs.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    yield
    for statement in repairs:
        await conn.execute(statement)
