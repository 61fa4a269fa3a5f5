"""Record that a part of the system is alive."""

from datetime import datetime

from learning.tables.database import connection

UPSERT_HEARTBEAT = """
INSERT INTO heartbeat (part, at) VALUES ($1, $2)
ON CONFLICT (part) DO UPDATE SET at = EXCLUDED.at
"""


async def record_heartbeat(part: str, now: datetime) -> None:
    """Record the time. `check_health` reports a part whose time is too old."""
    async with connection() as conn:
        await conn.execute(UPSERT_HEARTBEAT, part, now)
