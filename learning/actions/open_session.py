"""Sessions are rows: one a device, found by the hash of a token that only the device has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from learning.queries.who import digest_of
from learning.tables.people import Session

LASTS = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Device:
    """What signs in: a fresh token for it, and what it came with: a token, its long-lived mark, its address."""

    token: str
    old: str | None
    mark: str | None
    address: str


async def open_session(person: int, device: Device, now: datetime) -> None:
    """Sign a device in, inside the caller's transaction: what it came with ends, so nobody can plant a session."""
    if device.old:
        await Session.delete().where(Session.token == digest_of(device.old))
    fresh = Session(token=digest_of(device.token), person=person, created_at=now, expires_at=now + LASTS)
    await Session.insert(fresh)


async def close_sessions(person: int, keep: str | None = None) -> None:
    """Sign all devices of a person out, except the one with the token to keep."""
    kept = digest_of(keep) if keep else b""
    await Session.delete().where((Session.person == person) & (Session.token != kept))
