"""The queue of jobs: claimed by the sweep, done once, and tried again when they fail."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from asyncpg import Connection

from learning.steps.jobs.job_rows import (
    JOB_LOCK_CLASS,
    MAX_LOCK_NUMBER,
    Job,
    finish_locked_jobs,
    lock_due_jobs,
)
from learning.tables.database import connection, transaction

JOB_LEASE = timedelta(minutes=2)
MAX_JOBS_PER_SWEEP = 100
MAX_JOB_PROBLEM_CHARS = 2000

CLAIM_DUE_JOBS = f"""
UPDATE due_job SET
  leased_until = $1::timestamptz + $2::interval * LEAST(30, 1 + attempts / 5),
  attempts = attempts + 1,
  problem = NULL
WHERE id IN (
  SELECT id FROM due_job
  WHERE done_at IS NULL AND due_at <= $1 AND (leased_until IS NULL OR leased_until < $1)
    AND (id & {MAX_LOCK_NUMBER}) <> ALL (ARRAY(
      SELECT objid::bigint FROM pg_locks
      WHERE locktype = 'advisory' AND classid = {JOB_LOCK_CLASS} AND objsubid = 2
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ))
  ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
)
RETURNING id
"""
SELECT_OPEN_JOB = """
SELECT id, kind, subject, slot, attempts, request FROM due_job WHERE id = $1 AND done_at IS NULL
"""
EXTEND_JOB_LEASE = """
UPDATE due_job SET leased_until = GREATEST(leased_until, clock_timestamp() + $2::interval)
WHERE id = $1
"""
POSTPONE_JOB = """
UPDATE due_job SET
  problem = $2,
  leased_until = $3::timestamptz + LEAST(3600, 15 * 2 ^ LEAST(attempts, 10)) * interval '1 second'
WHERE id = $1 AND done_at IS NULL
"""

JobChunkResult = TypeVar("JobChunkResult")
log = structlog.get_logger("herobreak.worker")


async def claim_due_jobs(now: datetime, max_jobs: int = MAX_JOBS_PER_SWEEP) -> list[int]:
    """Lease up to `max_jobs` due jobs and return their ids. Of many sweeps, one claims each job.

    No job is given up. The lease grows with the attempts, up to an hour, for a job that keeps
    killing its worker. The stored problem of the last attempt is removed.
    """
    async with transaction() as conn:
        rows = await conn.fetch(CLAIM_DUE_JOBS, now, JOB_LEASE, max_jobs)
    return [row["id"] for row in rows]


async def find_job(job: int) -> Job | None:
    """Load a job that is not done yet; None if another worker has done it."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_OPEN_JOB, job)
    return Job(**dict(row)) if row else None


async def run_due_jobs(
    kind: str,
    chunk_size: int,
    now: datetime,
    run_chunk: Callable[
        [Connection, Sequence[Job]], Awaitable[tuple[Sequence[Job], JobChunkResult]]
    ],
) -> AsyncIterator[JobChunkResult]:
    """Do the due jobs of a kind in chunks, one transaction each. Yields the result of every chunk.

    `run_chunk` returns the jobs that it has finished, and a result. A job that fails does not stop
    the others: when a chunk fails, half of it is tried, and half of that, until the failing job is
    found. It is postponed.

    Raises:
        OSError: the database is not reachable, or the machine fails.
    """
    current_size, more = chunk_size, True
    while more:
        jobs: list[Job] = []
        try:
            async with transaction() as conn:
                jobs = await lock_due_jobs(conn, kind, now, current_size)
                done, result = await run_chunk(conn, jobs)
                await finish_locked_jobs(conn, done, now)
        except Exception as error:
            if not jobs or isinstance(error, OSError):  # not the fault of a job
                raise
            current_size = len(jobs) // 2 or chunk_size
            if len(jobs) == 1:
                log.error("job failed", job=jobs[0].id, kind=kind, error=type(error).__name__)
                await postpone_job(jobs[0].id, describe_job_error(error), now)
        else:
            more = len(jobs) == current_size or len(done) < len(jobs)
            yield result


async def extend_job_lease(job: Job) -> None:
    """Extend the lease of a job that takes long.

    The clock of the database counts, since the `now` of a job is its beginning.
    """
    async with connection() as conn:
        await conn.execute(EXTEND_JOB_LEASE, job.id, JOB_LEASE)


def describe_job_error(error: BaseException) -> str:
    """Make the text of an error that is stored with a job."""
    return f"{type(error).__name__}: {error}"[:MAX_JOB_PROBLEM_CHARS].replace("\0", "")


async def postpone_job(job: int, problem: str, now: datetime) -> None:
    """Store the problem of a job and free the job for a later sweep.

    The wait is 15 seconds, doubled for each claim of the job so far, and at most an hour.
    """
    async with connection() as conn:
        await conn.execute(POSTPONE_JOB, job, problem, now)
