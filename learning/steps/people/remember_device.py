"""Devices that have signed in to an account, by the hash of their long-lived cookie."""

from datetime import datetime

from learning.queries.people.current_user import hash_token
from learning.tables.database import connection

MAX_KNOWN_DEVICES = 20
"""Devices that are remembered for one person. The one that signed in longest ago goes first."""
UPSERT_KNOWN_DEVICE = """
INSERT INTO known_device (person, mark, seen_at) VALUES ($1, $2, $3)
ON CONFLICT (person, mark) DO UPDATE SET seen_at = $3
"""
DELETE_OLDEST_KNOWN_DEVICES = """
DELETE FROM known_device WHERE id IN (
    SELECT id FROM known_device WHERE person = $1 ORDER BY seen_at DESC, id DESC OFFSET $2
)
"""
DELETE_KNOWN_DEVICES = "DELETE FROM known_device WHERE person = $1 AND mark <> $2"


async def remember_device(person: int, mark: str, now: datetime) -> None:
    """Remember that the device with this mark has signed in to the account."""
    async with connection() as conn:
        await conn.execute(UPSERT_KNOWN_DEVICE, person, hash_token(mark), now)
        await conn.execute(DELETE_OLDEST_KNOWN_DEVICES, person, MAX_KNOWN_DEVICES)


async def forget_devices(person: int, kept_mark: str | None = None) -> None:
    """Forget the devices of a person, except the one with `kept_mark`."""
    kept = hash_token(kept_mark) if kept_mark else b""
    async with connection() as conn:
        await conn.execute(DELETE_KNOWN_DEVICES, person, kept)
