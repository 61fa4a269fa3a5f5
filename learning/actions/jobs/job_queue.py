"""Work that must happen: written beside its cause, claimed by a sweep, done once, tried again when it fails."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from asyncpg import Connection

from learning.steps.jobs.job_rows import Job, finish_locked_jobs, lock_due_jobs
from learning.tables.database import connection, transaction

JOB_LEASE = timedelta(minutes=2)
MAX_JOBS_PER_SWEEP = 100
"""Jobs that one sweep hands out, at most."""

JobChunkResult = TypeVar("JobChunkResult")
log = structlog.get_logger("herobreak.worker")


async def claim_due_jobs(now: datetime, max_jobs: int = MAX_JOBS_PER_SWEEP) -> list[int]:
    """Lease the jobs that are due, so that one sweep of many hands each out once. Returns their ids.

    No job is ever given up; one that keeps killing its worker is leased for longer and longer, up to an hour. What went
    wrong the last time is forgotten: it is tried again.
    """
    async with transaction() as conn:
        rows = await conn.fetch(
            "UPDATE due_job SET leased_until = $1::timestamptz + $2::interval * LEAST(30, 1 + attempts / 5), attempts = attempts + 1, problem = NULL"
            " WHERE id IN (SELECT id FROM due_job WHERE done_at IS NULL AND due_at <= $1"
            " AND (leased_until IS NULL OR leased_until < $1) ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED"
            ") RETURNING id",
            now,
            JOB_LEASE,
            max_jobs,
        )
    return [row["id"] for row in rows]


async def find_job(job: int) -> Job | None:
    """Read a job that is still to be done; None when another worker has done it."""
    async with connection() as conn:
        row = await conn.fetchrow(
            "SELECT id, kind, subject, slot, attempts FROM due_job WHERE id = $1 AND done_at IS NULL",
            job,
        )
    return Job(**dict(row)) if row else None


async def run_due_jobs(
    kind: str,
    chunk_size: int,
    now: datetime,
    run_chunk: Callable[
        [Connection, Sequence[Job]], Awaitable[tuple[Sequence[Job], JobChunkResult]]
    ],
) -> AsyncIterator[JobChunkResult]:
    """Do the jobs of a kind that are due in chunks, each a transaction; `do` returns those that it has come to the end of.

    One that fails holds up no other: of a chunk that fails half is tried, and half of that, until it is found and postponed.
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
            if not jobs or isinstance(error, OSError):  # the servers are away, or the machine fails
                raise
            current_size = len(jobs) // 2 or chunk_size
            if len(jobs) == 1:
                log.error("job failed", job=jobs[0].id, kind=kind, error=type(error).__name__)
                await postpone_job(jobs[0].id, describe_job_error(error), now)
        else:
            more = len(jobs) == current_size or len(done) < len(jobs)
            yield result


async def extend_job_lease(job: Job) -> None:
    """Say that a long job is still being worked on. The database's clock counts: a job's `now` is its beginning."""
    async with connection() as conn:
        await conn.execute(
            "UPDATE due_job SET leased_until = GREATEST(leased_until, clock_timestamp() + $2::interval) WHERE id = $1",
            job.id,
            JOB_LEASE,
        )


def describe_job_error(error: Exception) -> str:
    """Say what went wrong, as it is noted beside a job."""
    return f"{type(error).__name__}: {error}"[:2000].replace("\0", "")


async def postpone_job(job: int, problem: str, now: datetime) -> None:
    """Note what went wrong and free the job for a later sweep: after 15 s, then twice that, an hour at most."""
    async with connection() as conn:
        await conn.execute(
            "UPDATE due_job SET problem = $2,"
            " leased_until = $3::timestamptz + LEAST(3600, 15 * 2 ^ LEAST(attempts, 10)) * interval '1 second'"
            " WHERE id = $1 AND done_at IS NULL",
            job,
            problem,
            now,
        )
