"""Delete jobs that were done long ago, and notices of challenges that have long been over.

Rows are deleted in chunks, each in a statement of its own, so that nobody waits for long.
"""

from datetime import datetime, timedelta

from learning.tables.database import connection

DONE_JOB_LIFETIME = timedelta(days=30)
"""A done job shows what happened, and stops the same job from being written once more."""
NOTICE_LIFETIME = timedelta(days=90)
ROWS_PER_DELETE_CHUNK = 5_000
MAX_DELETE_CHUNKS = 20
"""For each table at one time. The next hour deletes more."""

DELETE_DONE_JOBS = """
DELETE FROM due_job WHERE id IN (
  SELECT id FROM due_job j WHERE done_at <= $1 AND (
    kind <> 'deliver_notice' OR NOT EXISTS (
      SELECT FROM challenge c WHERE c.id::text = split_part(j.subject, ':', 3)
        AND c.status IN ('scheduled', 'running')
    )
  ) ORDER BY done_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
"""
"""A stage of an open challenge can be reached again: its job says that the notice was delivered."""
DELETE_OLD_NOTICES = """
DELETE FROM notice WHERE id IN (
  SELECT n.id FROM notice n JOIN challenge c ON c.id = n.challenge
  WHERE n.at <= $1 AND c.status IN ('settled', 'cancelled')
  ORDER BY n.at LIMIT $2
)
"""


async def delete_done_rows(now: datetime) -> None:
    """Delete jobs that were done 30 days ago, and notices of ended challenges after 90 days."""
    await _delete_in_chunks(DELETE_DONE_JOBS, now - DONE_JOB_LIFETIME)
    await _delete_in_chunks(DELETE_OLD_NOTICES, now - NOTICE_LIFETIME)


async def _delete_in_chunks(statement: str, until: datetime) -> None:
    for _ in range(MAX_DELETE_CHUNKS):
        async with connection() as conn:
            status = await conn.execute(statement, until, ROWS_PER_DELETE_CHUNK)
        if int(status.removeprefix("DELETE ")) < ROWS_PER_DELETE_CHUNK:
            break
