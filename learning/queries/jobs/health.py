"""How the parts of the machine are doing."""

import asyncio
from datetime import datetime, timedelta

from asyncpg import InterfaceError, InternalClientError, PostgresError

from learning.tables.database import connection

MAX_HEARTBEAT_AGE = timedelta(minutes=3)
JOB_OVERDUE_AFTER = timedelta(hours=1)
DATABASE_TIMEOUT_SECONDS = 2.0  # seconds for the database to answer

SELECT_OVERDUE_JOBS = (
    "SELECT count(*), min(due_at) FROM due_job WHERE done_at IS NULL AND due_at < $1"
)


async def check_health(now: datetime) -> dict[str, str]:
    """Name the parts, each "ok" or what is wrong.

    A worker that has never reported is missed once there is somebody to work for; other parts are not asked for then.
    Redis is missing here on purpose: boards are rebuilt from the database, and everything else works without it.
    """
    try:
        async with asyncio.timeout(DATABASE_TIMEOUT_SECONDS), connection() as conn:
            heartbeats = await conn.fetch("SELECT part, at FROM heartbeat ORDER BY part")
            overdue, oldest = await conn.fetchrow(SELECT_OVERDUE_JOBS, now - JOB_OVERDUE_AFTER)
            first_team_at = await conn.fetchval("SELECT min(created_at) FROM team")
    except (TimeoutError, OSError, PostgresError, InterfaceError, InternalClientError):
        return {"database": "does not answer"}
    parts = {
        "database": "ok",
        "jobs": f"{overdue} overdue, the oldest since {_format_minute(oldest)}"
        if overdue
        else "ok",
    }
    if first_team_at and now - first_team_at > MAX_HEARTBEAT_AGE:
        parts["worker"] = "has never reported"
    return parts | {
        heartbeat["part"]: "ok"
        if now - heartbeat["at"] <= MAX_HEARTBEAT_AGE
        else f"silent since {_format_minute(heartbeat['at'])}"
        for heartbeat in heartbeats
    }


def _format_minute(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
