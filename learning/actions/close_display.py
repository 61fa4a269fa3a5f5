"""Close a screen on the wall: it shows nothing of the team any more, and a fresh code."""

from datetime import datetime

from learning.actions.note_act import note_act
from learning.queries.who import Who
from learning.rules.problems import Unknown
from learning.tables.database import transaction

CLOSE = """
DELETE FROM display d USING team t WHERE d.id = $1 AND t.id = d.team AND ($2 OR t.path @> ARRAY[$3::bigint]) RETURNING t.id
"""


async def close_display(leader: Who, display: int, now: datetime) -> None:
    """Forget a screen, and with it its token.

    Raises:
        Unknown: there is none within the leader's reach.
    """
    async with transaction() as conn:
        team = await conn.fetchval(CLOSE, display, leader.role == "admin", leader.team)
        if team is None:
            raise Unknown("There is no such screen in your teams.")
        await note_act(now, leader.id, "close_display", str(display), {"team": team})
