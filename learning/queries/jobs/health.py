"""The health of the parts of the system."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from asyncpg import InterfaceError, InternalClientError, PostgresError

from learning.tables.database import connection

MAX_HEARTBEAT_AGE = timedelta(minutes=3)
JOB_OVERDUE_AFTER = timedelta(hours=1)
HEALTH_DATABASE_TIMEOUT_SECONDS = 2.0
DATABASE_AWAY_ERRORS = (
    TimeoutError,
    OSError,
    PostgresError,
    InterfaceError,
    InternalClientError,
)

SELECT_HEARTBEATS = "SELECT part, at FROM heartbeat ORDER BY part"
SELECT_OVERDUE_JOBS = (
    "SELECT count(*), min(due_at) FROM due_job WHERE done_at IS NULL AND due_at < $1"
)
SELECT_FIRST_TEAM_TIME = "SELECT min(created_at) FROM team"

PartState = Literal["ok", "unreachable", "overdue", "never_reported", "silent"]
"""`unreachable`: the database does not answer. `overdue`: jobs are late. `never_reported` and
`silent`: there is no heartbeat, or the last one is too old."""


@dataclass(frozen=True, slots=True)
class PartHealth:
    """The state of one part. `since` is the last heartbeat, or the oldest overdue job."""

    state: PartState
    since: datetime | None = None
    overdue_jobs: int | None = None


HEALTHY_PART = PartHealth("ok")


async def check_health(now: datetime) -> dict[str, PartHealth]:
    """Give the health of `database`, `jobs` and every part with a heartbeat, by name.

    The part `worker` must report when there is a team. Redis is not a part: boards are rebuilt
    from the database, and everything else works without it.
    """
    try:
        async with asyncio.timeout(HEALTH_DATABASE_TIMEOUT_SECONDS), connection() as conn:
            heartbeats = await conn.fetch(SELECT_HEARTBEATS)
            overdue, oldest = await conn.fetchrow(SELECT_OVERDUE_JOBS, now - JOB_OVERDUE_AFTER)
            first_team_at = await conn.fetchval(SELECT_FIRST_TEAM_TIME)
    except DATABASE_AWAY_ERRORS:
        return {"database": PartHealth("unreachable")}
    parts = {
        "database": HEALTHY_PART,
        "jobs": PartHealth("overdue", oldest, overdue) if overdue else HEALTHY_PART,
    }
    if first_team_at and now - first_team_at > MAX_HEARTBEAT_AGE:
        parts["worker"] = PartHealth("never_reported")
    return parts | {
        heartbeat["part"]: HEALTHY_PART
        if now - heartbeat["at"] <= MAX_HEARTBEAT_AGE
        else PartHealth("silent", heartbeat["at"])
        for heartbeat in heartbeats
    }
