"""Rows of `due_job`: write, lock and finish them in the transaction of the caller."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed piece of work. `slot` tells repeats of the same work apart."""

    id: int
    kind: str
    subject: str
    slot: str
    attempts: int


async def write_job(conn: Connection, kind: str, subject: str, slot: str, due_at: datetime) -> None:
    """Write a job inside the transaction of its cause; the same job twice is one job."""
    await conn.execute(
        "INSERT INTO due_job (kind, subject, slot, due_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT ON CONSTRAINT due_job_once DO NOTHING",
        kind,
        subject,
        slot,
        due_at,
    )


async def write_jobs(
    conn: Connection, kind: str, subjects_and_slots: Sequence[tuple[str, str]], due_at: datetime
) -> None:
    """Write many jobs of one kind, as `write_job` writes one."""
    await conn.execute(
        "INSERT INTO due_job (kind, subject, slot, due_at)"
        " SELECT $1, subject, slot, $4 FROM unnest($2::text[], $3::text[]) AS new (subject, slot)"
        " ON CONFLICT ON CONSTRAINT due_job_once DO NOTHING",
        kind,
        [subject for subject, _ in subjects_and_slots],
        [slot for _, slot in subjects_and_slots],
        due_at,
    )


async def lock_due_jobs(conn: Connection, kind: str, now: datetime, max_jobs: int) -> list[Job]:
    """Take the jobs of a kind that are due, handed out or not, for the caller's transaction, which does and finishes them.

    Nobody else takes them meanwhile, and a worker that dies leaves them as they were. What was postponed waits for its time.
    """
    rows = await conn.fetch(
        "SELECT id, kind, subject, slot, attempts FROM due_job WHERE kind = $1 AND done_at IS NULL AND due_at <= $2"
        " AND (problem IS NULL OR leased_until < $2) ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED",
        kind,
        now,
        max_jobs,
    )
    return [Job(**dict(row)) for row in rows]


async def finish_job(conn: Connection, job: Job, now: datetime) -> bool:
    """Mark a job done inside the transaction of its effect. False: somebody else did it first, so roll back."""
    done = await conn.fetchval(
        "UPDATE due_job SET done_at = $2, leased_until = NULL, problem = NULL WHERE id = $1 AND done_at IS NULL"
        " RETURNING id",
        job.id,
        now,
    )
    return done is not None


async def finish_locked_jobs(conn: Connection, jobs: Iterable[Job], now: datetime) -> None:
    """Mark jobs done that this transaction has taken."""
    await conn.execute(
        "UPDATE due_job SET done_at = $2, leased_until = NULL, problem = NULL WHERE id = ANY($1)",
        [job.id for job in jobs],
        now,
    )
