"""Close a display. It shows nothing of the team any more, and asks for a new code."""

from datetime import datetime

from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import NotFound
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

DELETE_LED_DISPLAY = """
DELETE FROM display d USING team t
WHERE d.id = $1 AND t.id = d.team AND ($2 OR t.path @> ARRAY[$3::bigint]) RETURNING t.id
"""


async def close_display(leader: CurrentUser, display: int, now: datetime) -> None:
    """Delete a display, and with it its token.

    Raises:
        NotFound: the leader leads no team with such a display.
    """
    async with transaction() as conn:
        team = await conn.fetchval(DELETE_LED_DISPLAY, display, leader.role == "admin", leader.team)
        if team is None:
            raise NotFound("display.unknown")
        await write_audit_entry(now, leader.id, "close_display", str(display), {"team": team})
