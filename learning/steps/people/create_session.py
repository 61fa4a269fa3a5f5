"""Sessions: one row per signed-in device, found by the hash of a token that only the device has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from learning.queries.people.current_user import hash_token
from learning.steps.people.remember_device import remember_device
from learning.steps.people.write_audit_entry import write_entry_about_oneself
from learning.tables.database import connection
from learning.tables.people import SessionTable

SESSION_LIFETIME = timedelta(days=180)
LEARNER_IDLE_HOURS = 60 * 24
"""A learner who does not practise for so long signs in again."""
MAX_SESSIONS = 20
"""Devices on which one person is signed in. The one that was not used for longest goes first."""
INSERT_SESSION = f"""
WITH too_many AS (
  DELETE FROM session WHERE id IN (
    SELECT id FROM session WHERE person = $2
    ORDER BY COALESCE(seen_at, created_at) DESC, id DESC OFFSET {MAX_SESSIONS - 1}
  )
)
INSERT INTO session (token, person, created_at, seen_at, browser, idle_hours, expires_at)
SELECT $1, id, $3, $3, $5, idle.hours,
  $3::timestamptz + LEAST($4::interval, idle.hours * interval '1 hour')
FROM person CROSS JOIN LATERAL (
  SELECT CASE WHEN role = 'learner' THEN {LEARNER_IDLE_HOURS} ELSE $6::integer END AS hours
) AS idle WHERE id = $2
"""


@dataclass(frozen=True, slots=True)
class Device:
    """The device of a request.

    `token` is a new session token, used if the device signs in. `old_token` is the session token
    that the device sent. `mark` is the value of its long-lived device cookie, if it sent one, and
    `new_mark` that of the cookie which it gets else. `browser` says what the device is. Sessions of
    leaders and admins end when they were not used for `leader_idle_hours`.
    """

    token: str
    old_token: str | None
    mark: str | None
    address: str
    new_mark: str | None = None
    browser: str = ""
    leader_idle_hours: int | None = None

    @property
    def lasting_mark(self) -> str | None:
        """The mark that the device has after this request."""
        return self.mark or self.new_mark


async def create_session(person: int, device: Device, now: datetime) -> None:
    """Sign a device in, within the transaction of the caller, and remember it.

    The session of `old_token` ends, so that nobody can plant a session on a device. The audit log
    gets an entry.
    """
    if device.lasting_mark:
        await remember_device(person, device.lasting_mark, now)
    if device.old_token:
        await SessionTable.delete().where(SessionTable.token == hash_token(device.old_token))
    async with connection() as conn:
        await conn.execute(
            INSERT_SESSION,
            hash_token(device.token),
            person,
            now,
            SESSION_LIFETIME,
            device.browser,
            device.leader_idle_hours,
        )
    await write_entry_about_oneself(now, person, "sign_in", {"browser": device.browser})


async def close_sessions(person: int, kept_token: str | None = None) -> int:
    """Sign all devices of a person out, except the one with `kept_token`. Give their number."""
    kept_digest = hash_token(kept_token) if kept_token else b""
    ended = (
        await SessionTable.delete()
        .where((SessionTable.person == person) & (SessionTable.token != kept_digest))
        .returning(SessionTable.id)
    )
    return len(ended)
