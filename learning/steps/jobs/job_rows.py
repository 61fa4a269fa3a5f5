"""Rows of `due_job`: write, lock and finish them in the transaction of the caller."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection

from learning.request_context import current_request_id

JOB_LOCK_CLASS = 0x6A6F62
"""The first number of the locks of jobs: the bytes "job". The second one is of the job."""
MAX_LOCK_NUMBER = 0x7FFFFFFF
"""The bits of the id of a job that are the second number."""

INSERT_JOB = """
INSERT INTO due_job (kind, subject, slot, due_at, request) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT ON CONSTRAINT due_job_once DO NOTHING
"""
LOCK_DUE_JOBS = """
SELECT id, kind, subject, slot, attempts, request FROM due_job
WHERE kind = $1 AND done_at IS NULL AND due_at <= $2 AND (problem IS NULL OR leased_until < $2)
ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
"""
FINISH_JOB = """
UPDATE due_job SET done_at = $2, leased_until = NULL, problem = NULL
WHERE id = $1 AND done_at IS NULL RETURNING id
"""
FINISH_LOCKED_JOBS = """
UPDATE due_job SET done_at = $2, leased_until = NULL, problem = NULL WHERE id = ANY($1)
"""


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job. `slot` tells repeats of the same work apart.

    `request` is the id of the HTTP request that caused it, if one did.
    """

    id: int
    kind: str
    subject: str
    slot: str
    attempts: int
    request: str | None = None


async def write_job(conn: Connection, kind: str, subject: str, slot: str, due_at: datetime) -> None:
    """Write a job in the transaction of its cause. Writing the same job twice makes one job."""
    await conn.execute(INSERT_JOB, kind, subject, slot, due_at, current_request_id.get() or None)


async def write_jobs(
    conn: Connection, kind: str, subjects_and_slots: Sequence[tuple[str, str]], due_at: datetime
) -> None:
    """Write many jobs of one kind, as `write_job` writes one."""
    await conn.execute(
        "INSERT INTO due_job (kind, subject, slot, due_at, request)"
        " SELECT $1, subject, slot, $4, $5"
        " FROM unnest($2::text[], $3::text[]) AS new (subject, slot)"
        " ON CONFLICT ON CONSTRAINT due_job_once DO NOTHING",
        kind,
        [subject for subject, _ in subjects_and_slots],
        [slot for _, slot in subjects_and_slots],
        due_at,
        current_request_id.get() or None,
    )


async def lock_due_jobs(conn: Connection, kind: str, now: datetime, max_jobs: int) -> list[Job]:
    """Lock up to `max_jobs` due jobs of a kind, leased or not, for the transaction of the caller.

    The caller does and finishes them in that transaction. No other worker takes them meanwhile,
    and a worker that dies leaves them unchanged. A postponed job is left out before its time.
    """
    rows = await conn.fetch(LOCK_DUE_JOBS, kind, now, max_jobs)
    return [Job(**dict(row)) for row in rows]


async def finish_job(conn: Connection, job: Job, now: datetime) -> bool:
    """Mark a job done in the transaction of its effect.

    False: another worker did it first, and the caller must roll back.
    """
    return await conn.fetchval(FINISH_JOB, job.id, now) is not None


async def finish_locked_jobs(conn: Connection, jobs: Iterable[Job], now: datetime) -> None:
    """Mark jobs done that the transaction of the caller has locked."""
    await conn.execute(FINISH_LOCKED_JOBS, [job.id for job in jobs], now)
