"""The shelf of badges: what is earned, what of it rests, and how near the rest is."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from learning.queries.catalogue import older_volumes
from learning.queries.counters import counters_in
from learning.queries.memories import COLUMNS, as_memories
from learning.queries.weights import eras_of
from learning.queries.who import Who
from learning.rules.badge_rules import Facts
from learning.rules.badges import Badge
from learning.rules.days import local_day
from learning.rules.shelf import Shelf
from learning.tables.database import connection

NEAREST = 3
FIND = f"""
SELECT counters, (SELECT json_object_agg(badge, earned_at) FROM award WHERE person = $1) AS awards,
  ARRAY(SELECT ROW({COLUMNS}) FROM memory WHERE person = $1) AS memories
FROM progress WHERE person = $1
"""


class StepView(msgspec.Struct, frozen=True):
    """One thing that a badge asks for, in words that already hold the numbers: `have` of `need`."""

    text: str
    have: int
    need: int


class BadgeView(msgspec.Struct, frozen=True):
    """A badge and where the person is with it: `have` of `need` steps, one by one in `steps`.

    A badge that is held has no steps, unless it rests (`lapsed`): then the step is what wakes it. `kind` is `house`,
    `pack`, `hero` or `challenge`.
    """

    badge_id: str
    title: str
    story: str
    art: str
    kind: str
    earned_at: datetime | None
    lapsed: bool
    have: int
    need: int
    steps: list[StepView]


class BadgesView(msgspec.Struct, frozen=True):
    """Earned ones first, newest first, then the others, nearest first; `nearest` holds the ids of three of these at most."""

    badges: list[BadgeView]
    nearest: list[str]


async def badges_of(who: Who, shelf: Shelf, now: datetime) -> BadgesView:
    """Return the badges of the shelf, and those that are held, in the person's language.

    What is earned stays, also when its pack is withdrawn or has another badge by now.
    """
    async with connection() as conn:
        row = await conn.fetchrow(FIND, who.id)
    counters = counters_in(row["counters"])
    weights = (await eras_of(who.path[0], who.adoption)).at(now)
    facts = Facts(counters, as_memories(row["memories"]), local_day(now, who.zone), weights)
    earned = msgspec.json.decode(row["awards"] or "{}", type=dict[str, datetime])
    badges = list(shelf.badges_in(who.language))
    badges += await _withdrawn(who, earned.keys() - {badge.id for badge in badges})
    views = sorted((_view(badge, earned.get(badge.id), facts) for badge in badges), key=_place)
    return BadgesView(views, [view.badge_id for view in views if view.earned_at is None][:NEAREST])


async def _withdrawn(who: Who, held: Iterable[str]) -> list[Badge]:
    """Find badges in the newest versions that had them, of all that the person's teams ever had."""
    found: dict[str, Badge] = {}
    wanted = set(held)
    packs = {badge.partition(".")[0] for badge in wanted}
    for volume in await older_volumes(who.path, packs) if packs else ():
        for badge in volume.badges(who.language):
            if badge.id in wanted:
                found.setdefault(badge.id, badge)
    return list(found.values())


def _view(badge: Badge, earned_at: datetime | None, facts: Facts) -> BadgeView:
    nap = badge.nap(facts) if earned_at else None
    steps = [nap] if nap else [] if earned_at else list(badge.rule.steps(facts))
    have, need = nap[1:] if nap else (badge.rule.need if earned_at else badge.rule.have(facts), badge.rule.need)
    told = [StepView(*step) for step in steps]
    return BadgeView(
        badge.id, badge.title, badge.story, badge.art, badge.kind, earned_at, nap is not None, have, need, told
    )


def _place(view: BadgeView) -> tuple[float, ...]:
    """Put the newest first; of those to come the nearest, one's own doing before a team's challenge, the easier one."""
    if view.earned_at:
        return 0, -view.earned_at.timestamp()
    return 1, -view.have / view.need, view.kind == "challenge", view.need
