"""Report a moment. It is hidden until a leader has decided on it."""

from datetime import datetime
from uuid import UUID

from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.moments import can_see_moment
from learning.rules.people.text_input import normalise_text
from learning.rules.recognition.moments import MAX_REPORT_REASON_CHARS, find_next_status
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.recognition.lock_moment_people import (
    LOCK_MOMENT_STATUS,
    lock_moment_people,
    make_unknown_moment_error,
)
from learning.tables.database import transaction

INSERT_MOMENT_REPORT = """
INSERT INTO moment_report (moment, person, reason, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (moment, person) DO NOTHING RETURNING id
"""
UPDATE_MOMENT_STATUS = "UPDATE moment SET status = $2 WHERE id = $1"


async def report_moment(user: CurrentUser, key: UUID, reason: str, now: datetime) -> None:
    """Report a moment that the user sees.

    A second report of the same person changes nothing, also after a leader has restored it.

    Raises:
        NotFound: there is no such moment for this person.
        Conflict: the moment is not in the feed.
    """
    reason = normalise_text(reason, "reason", MAX_REPORT_REASON_CHARS)
    async with transaction() as conn:
        moment = await lock_moment_people(conn, user, key)
        if not await can_see_moment(user, key):
            raise make_unknown_moment_error()
        status = find_next_status("report", await conn.fetchval(LOCK_MOMENT_STATUS, moment["id"]))
        is_new = await conn.fetchval(INSERT_MOMENT_REPORT, moment["id"], user.id, reason, now)
        if is_new and status:
            await conn.execute(UPDATE_MOMENT_STATUS, moment["id"], status)
            await write_audit_entry(now, user.id, "report_moment", str(key))
