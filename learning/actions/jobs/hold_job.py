"""Hold a job while it is done, so that no second process does it at the same time.

A lock of PostgreSQL belongs to the connection of the process. The server frees it when the process
has ended in any way, and not before, however long the work takes and even if the process stands
still. The sweep does not claim a job whose lock is held.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from asyncpg import InterfaceError, PostgresError

from learning.actions.jobs.job_queue import JOB_LEASE
from learning.steps.jobs.job_rows import JOB_LOCK_CLASS, MAX_LOCK_NUMBER
from learning.tables.database import connection, separate_transaction

LEASE_RENEWAL_SECONDS = JOB_LEASE.total_seconds() / 4
TRY_JOB_LOCK = f"""
SELECT pg_try_advisory_xact_lock({JOB_LOCK_CLASS}, $1)
FROM set_config('idle_in_transaction_session_timeout', '0', true)
"""
RENEW_JOB_LEASE = """
UPDATE due_job SET leased_until = GREATEST(leased_until, clock_timestamp() + $2::interval)
WHERE id = (SELECT id FROM due_job WHERE id = $1 AND done_at IS NULL FOR UPDATE SKIP LOCKED)
"""
"""A job whose row is locked is being finished. Nobody else claims it, either."""


@asynccontextmanager
async def hold_job(job: int) -> AsyncIterator[bool]:
    """Hold a job for as long as the block lasts, and renew its lease. Give whether it is held.

    It is not when another process holds it.
    """
    async with separate_transaction() as conn:
        if not await conn.fetchval(TRY_JOB_LOCK, job & MAX_LOCK_NUMBER):
            yield False
            return
        renewal = asyncio.create_task(_renew_lease(job))
        try:
            yield True
        finally:
            renewal.cancel()
            await asyncio.wait({renewal})


async def _renew_lease(job: int) -> None:
    """Renew the lease again and again. The lock protects the job also when this fails."""
    while True:
        await asyncio.sleep(LEASE_RENEWAL_SECONDS)
        with suppress(OSError, PostgresError, InterfaceError):
            async with connection() as conn:
                await conn.execute(RENEW_JOB_LEASE, job, JOB_LEASE)
