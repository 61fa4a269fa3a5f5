"""The settings of PostgreSQL for statements that read for thousands of people at once."""

from asyncpg import Connection

SET_BULK_OPTIONS = """
SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL jit = off;
SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL work_mem = '64MB'
"""
"""A query plan for many people, memory to sort, and no extra process beside those that answer."""


async def use_bulk_options(conn: Connection) -> None:
    """Set the options for the rest of the caller's transaction.

    Connections otherwise use plans that are made without the values of a statement: these suit
    requests, which read few rows.
    """
    await conn.execute(SET_BULK_OPTIONS)
