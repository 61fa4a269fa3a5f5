"""Figures of the whole system for the operator: how late work is, which boards are wrong, sizes."""

from datetime import datetime

import msgspec

from learning.tables.database import connection

SELECT_SYSTEM_STATE = """
SELECT
  (SELECT count(*) FROM due_job WHERE done_at IS NULL AND due_at <= $1) AS due_jobs,
  (SELECT extract(epoch FROM $1 - min(due_at)) FROM due_job
   WHERE done_at IS NULL AND due_at <= $1)::float8 AS oldest_due_job_seconds,
  (SELECT count(*) FROM due_job WHERE done_at IS NULL AND problem IS NOT NULL) AS failing_jobs,
  (SELECT count(*) FROM unwritten_board) AS unwritten_boards,
  (SELECT extract(epoch FROM $1 - at) FROM board_sweep)::float8 AS board_sweep_age_seconds,
  COALESCE((SELECT repaired_rows FROM board_sweep), 0) AS repaired_board_rows,
  pg_database_size(current_database()) AS database_bytes,
  (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')
    AS database_connections,
  current_setting('max_connections')::int AS max_database_connections,
  (SELECT COALESCE(jsonb_object_agg(part, extract(epoch FROM $1 - at)), '{}') FROM heartbeat)::text
    AS heartbeat_ages
"""


class SystemState(msgspec.Struct, frozen=True):
    """The figures. Ages are in seconds; None: there is nothing that could be so old."""

    due_jobs: int
    oldest_due_job_seconds: float | None
    failing_jobs: int
    unwritten_boards: int
    board_sweep_age_seconds: float | None
    repaired_board_rows: int
    database_bytes: int
    database_connections: int
    max_database_connections: int
    heartbeat_ages: dict[str, float]


async def load_system_state(now: datetime) -> SystemState:
    """Read the figures in one statement."""
    async with connection() as conn:
        row = dict(await conn.fetchrow(SELECT_SYSTEM_STATE, now))
    ages = msgspec.json.decode(row.pop("heartbeat_ages"), type=dict[str, float])
    return SystemState(**row, heartbeat_ages=ages)
