"""The shelf of badges: what is earned, and how near the rest is."""

from datetime import datetime

import msgspec

from learning.queries.who import Who
from learning.rules.shelf import Shelf
from learning.tables.database import connection

FIND = """
SELECT counters, (SELECT json_object_agg(badge, earned_at) FROM award WHERE person = $1)
FROM progress WHERE person = $1
"""


class BadgeView(msgspec.Struct, frozen=True):
    """A badge and where the person is with it: `have` of `need` steps."""

    badge_id: str
    title: str
    story: str
    art: str
    earned_at: datetime | None
    have: int
    need: int


async def badges_of(who: Who, shelf: Shelf) -> list[BadgeView]:
    """Return the earned badges, newest first, then the others, nearest first."""
    async with connection() as at:
        row = await at.fetchrow(FIND, who.id)
    counters = msgspec.json.decode(row[0], type=dict[str, int])
    earned = msgspec.json.decode(row[1] or "{}", type=dict[str, datetime])
    views = [
        BadgeView(badge.id, badge.title, badge.story, badge.art, earned.get(badge.id), badge.have(counters), badge.need)
        for badge in shelf.badges
    ]
    return sorted(views, key=_place)


def _place(view: BadgeView) -> tuple[float, float]:
    if view.earned_at:
        return 0, -view.earned_at.timestamp()
    return 1, -view.have / view.need
