"""The shelf of badges: what is earned, what of it rests, and how near the rest is."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from learning.queries.packs.team_catalogue import load_older_versions
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.memories import MEMORY_COLUMNS, make_memories_from_rows
from learning.queries.practice.weights import load_weights_history
from learning.queries.recognition.counters import decode_counters
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.recognition.badge_rules import BadgeFacts
from learning.rules.recognition.badges import Badge
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

MAX_NEAREST_BADGES = 3
SELECT_BADGE_FACTS = f"""
SELECT counters, (SELECT json_object_agg(badge, earned_at) FROM award WHERE person = $1) AS awards,
  ARRAY(SELECT ROW({MEMORY_COLUMNS}) FROM memory WHERE person = $1) AS memories
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


async def load_badges(user: CurrentUser, catalogue: TeamCatalogue, now: datetime) -> BadgesView:
    """Return the badges of the shelf, and those that are held, in the person's language.

    What is earned stays, also when its pack is withdrawn or has another badge by now.
    """
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_BADGE_FACTS, user.id)
    counters = decode_counters(row["counters"])
    weights = (await load_weights_history(user.path[0], user.adoption)).weights_at(now)
    facts = BadgeFacts(
        counters, make_memories_from_rows(row["memories"]), to_local_day(now, user.zone), weights
    )
    earned = msgspec.json.decode(row["awards"] or "{}", type=dict[str, datetime])
    badges = list(catalogue.badges_in_language(user.language))
    badges += await _load_withdrawn_badges(user, earned.keys() - {badge.id for badge in badges})
    views = sorted(
        (_make_badge_view(badge, earned.get(badge.id), facts) for badge in badges),
        key=_badge_sort_key,
    )
    return BadgesView(
        views, [view.badge_id for view in views if view.earned_at is None][:MAX_NEAREST_BADGES]
    )


async def _load_withdrawn_badges(user: CurrentUser, held: Iterable[str]) -> list[Badge]:
    """Find badges in the newest versions that had them, of all that the person's teams ever had."""
    found: dict[str, Badge] = {}
    wanted = set(held)
    packs = {badge.partition(".")[0] for badge in wanted}
    for pack_version in await load_older_versions(user.path, packs) if packs else ():
        for badge in pack_version.badges_in_language(user.language):
            if badge.id in wanted:
                found.setdefault(badge.id, badge)
    return list(found.values())


def _make_badge_view(badge: Badge, earned_at: datetime | None, facts: BadgeFacts) -> BadgeView:
    lapsed_step = badge.lapsed_step(facts) if earned_at else None
    steps = (
        [lapsed_step] if lapsed_step else [] if earned_at else list(badge.rule.list_steps(facts))
    )
    have, need = (
        lapsed_step[1:]
        if lapsed_step
        else (badge.rule.need if earned_at else badge.rule.count_done(facts), badge.rule.need)
    )
    step_views = [StepView(*step) for step in steps]
    return BadgeView(
        badge.id,
        badge.title,
        badge.story,
        badge.art,
        badge.kind,
        earned_at,
        lapsed_step is not None,
        have,
        need,
        step_views,
    )


def _badge_sort_key(view: BadgeView) -> tuple[float, ...]:
    """Put the newest first; of those to come the nearest, one's own doing before a team's challenge, the easier one."""
    if view.earned_at:
        return 0, -view.earned_at.timestamp()
    return 1, -view.have / view.need, view.kind == "challenge", view.need
