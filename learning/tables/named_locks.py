"""Locks of the database that have a name: what only one process may do at a time.

Such a lock ends with its transaction, even when the process is killed.
"""

from asyncpg import Connection

WAIT_FOR_LOCK = "SELECT pg_advisory_xact_lock(hashtext($1))"
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext($1))"


async def wait_for_lock(conn: Connection, name: str) -> None:
    """Take the lock for the transaction of the caller, as soon as nobody else has it."""
    await conn.execute(WAIT_FOR_LOCK, name)


async def try_lock(conn: Connection, name: str) -> bool:
    """Take the lock for the transaction of the caller. False: another transaction has it."""
    return bool(await conn.fetchval(TRY_LOCK, name))
