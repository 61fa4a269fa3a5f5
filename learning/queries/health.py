"""How the parts of the machine are doing."""

import asyncio
from datetime import datetime, timedelta

from asyncpg import InterfaceError, InternalClientError, PostgresError

from learning.tables.database import connection

FRESH = timedelta(minutes=3)
PATIENCE = 2.0  # seconds for the database to answer


async def health(now: datetime) -> dict[str, str]:
    """Name the parts, each "ok" or what is wrong. A part that has never reported is not asked for.

    Redis is missing here on purpose: boards are rebuilt from the database, and everything else works without it.
    """
    try:
        async with asyncio.timeout(PATIENCE), connection() as at:
            beats = await at.fetch("SELECT part, at FROM heartbeat ORDER BY part")
    except (TimeoutError, OSError, PostgresError, InterfaceError, InternalClientError):
        return {"database": "does not answer"}
    return {"database": "ok"} | {
        beat["part"]: "ok" if now - beat["at"] <= FRESH else f"silent since {beat['at']:%Y-%m-%d %H:%M} UTC"
        for beat in beats
    }
