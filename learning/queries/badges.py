"""The shelf of badges: what is earned, and how near the rest is."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from learning.queries.catalogue import older_volumes
from learning.queries.who import Who
from learning.rules.badges import Badge
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
    """Return the earned badges, newest first, then the others, nearest first.

    What is earned stays, also when its pack is withdrawn or has another badge by now.
    """
    async with connection() as at:
        row = await at.fetchrow(FIND, who.id)
    counters = msgspec.json.decode(row[0], type=dict[str, int])
    earned = msgspec.json.decode(row[1] or "{}", type=dict[str, datetime])
    badges = list(shelf.badges)
    badges += await _withdrawn(who, earned.keys() - {badge.id for badge in badges})
    views = [
        BadgeView(badge.id, badge.title, badge.story, badge.art, earned.get(badge.id), badge.have(counters), badge.need)
        for badge in badges
    ]
    return sorted(views, key=_place)


async def _withdrawn(who: Who, held: Iterable[str]) -> list[Badge]:
    """Find badges in the newest versions that had them, of all that the person's teams ever had."""
    found: dict[str, Badge] = {}
    wanted = set(held)
    packs = {badge.partition(".")[0] for badge in wanted}
    for volume in await older_volumes(who.path, packs) if packs else ():
        if volume.badge.id in wanted:
            found.setdefault(volume.badge.id, volume.badge)
    return list(found.values())


def _place(view: BadgeView) -> tuple[float, float]:
    if view.earned_at:
        return 0, -view.earned_at.timestamp()
    return 1, -view.have / view.need
