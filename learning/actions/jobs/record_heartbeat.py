"""A part of the machine says that it is alive."""

from datetime import datetime

from learning.tables.database import connection


async def record_heartbeat(part: str, now: datetime) -> None:
    """Note the time; readiness goes red when it grows old."""
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO heartbeat (part, at) VALUES ($1, $2) ON CONFLICT (part) DO UPDATE SET at = EXCLUDED.at",
            part,
            now,
        )
