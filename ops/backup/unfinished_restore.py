"""A mark in the database from the beginning of a restore to its end.

What a restore brings back must not be served before people are erased again and migrations have
run. The mark is a table, which lives in the database and is not part of a backup.
"""

from datetime import datetime

import asyncpg

FIND_MARK = "SELECT to_regclass('unfinished_restore')"
READ_MARK = "SELECT backup_made_at FROM unfinished_restore"
MAKE_MARK = "CREATE TABLE unfinished_restore (backup_made_at timestamptz NOT NULL)"
FILL_MARK = "INSERT INTO unfinished_restore VALUES ($1)"
DELETE_MARK = "DROP TABLE unfinished_restore"
SELECT_TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
  AND relname <> 'unfinished_restore'
ORDER BY relname
"""


async def list_restored_tables(conn: asyncpg.Connection) -> list[str]:
    """List the tables of the database without the mark."""
    return [name for (name,) in await conn.fetch(SELECT_TABLES)]


async def find_unfinished_restore(conn: asyncpg.Connection) -> datetime | None:
    """Give the instant of the backup whose restore has begun and not ended; None without one."""
    if await conn.fetchval(FIND_MARK) is None:
        return None
    found: datetime = await conn.fetchval(READ_MARK)
    return found


async def mark_restore(conn: asyncpg.Connection, backup_made_at: datetime) -> None:
    """Mark that the restore of a backup has begun."""
    async with conn.transaction():
        await conn.execute(MAKE_MARK)
        await conn.execute(FILL_MARK, backup_made_at)


async def unmark_restore(conn: asyncpg.Connection) -> None:
    """Remove the mark, because the restore is complete."""
    await conn.execute(DELETE_MARK)
