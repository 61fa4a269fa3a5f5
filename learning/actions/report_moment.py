"""Report a moment: it is hidden at once, until a leader has looked at it."""

from datetime import datetime
from uuid import UUID

from learning.actions.settle_moment import LOCK, hold_moment, unknown
from learning.queries.moments import can_see
from learning.queries.who import Who
from learning.rules.moments import REASON_LENGTH, after
from learning.rules.names import tidy_text
from learning.tables.database import transaction

INSERT = """
INSERT INTO moment_report (moment, person, reason, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (moment, person) DO NOTHING RETURNING id
"""
HIDE = "UPDATE moment SET status = $2 WHERE id = $1"


async def report_moment(who: Who, key: UUID, reason: str, now: datetime) -> None:
    """Report a moment that somebody sees. A second report of theirs changes nothing, also after a leader has put it back.

    Raises:
        Unknown: there is no such moment for this person.
        Conflict: it is not in the feed.
    """
    reason = tidy_text(reason, "reason", REASON_LENGTH)
    async with transaction() as conn:
        moment = await hold_moment(conn, who, key)
        if not await can_see(who, key):
            raise unknown()
        status = after("report", await conn.fetchval(LOCK, moment["id"]))
        new = await conn.fetchval(INSERT, moment["id"], who.id, reason, now)
        if new and status:
            await conn.execute(HIDE, moment["id"], status)
