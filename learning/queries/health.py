"""How the parts of the machine are doing."""

import asyncio
from datetime import datetime, timedelta

from asyncpg import InterfaceError, InternalClientError, PostgresError

from learning.tables.database import connection

FRESH = timedelta(minutes=3)
LATE = timedelta(hours=1)
PATIENCE = 2.0  # seconds for the database to answer

OVERDUE = "SELECT count(*), min(due_at) FROM due_job WHERE done_at IS NULL AND due_at < $1"


async def health(now: datetime) -> dict[str, str]:
    """Name the parts, each "ok" or what is wrong.

    A worker that has never reported is missed once there is somebody to work for; other parts are not asked for then.
    Redis is missing here on purpose: boards are rebuilt from the database, and everything else works without it.
    """
    try:
        async with asyncio.timeout(PATIENCE), connection() as conn:
            beats = await conn.fetch("SELECT part, at FROM heartbeat ORDER BY part")
            overdue, oldest = await conn.fetchrow(OVERDUE, now - LATE)
            founded = await conn.fetchval("SELECT min(created_at) FROM team")
    except (TimeoutError, OSError, PostgresError, InterfaceError, InternalClientError):
        return {"database": "does not answer"}
    parts = {"database": "ok", "jobs": f"{overdue} overdue, the oldest since {_minute(oldest)}" if overdue else "ok"}
    if founded and now - founded > FRESH:
        parts["worker"] = "has never reported"
    return parts | {
        beat["part"]: "ok" if now - beat["at"] <= FRESH else f"silent since {_minute(beat['at'])}" for beat in beats
    }


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
