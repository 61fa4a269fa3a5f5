"""A person's badges: the earned ones, whether they are lapsed, and the progress of the others."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from learning.queries.packs.team_catalogue import load_older_versions
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.memories import MEMORY_COLUMNS, make_memories_from_rows
from learning.queries.practice.weights import load_weights_history
from learning.queries.recognition.counters import decode_counters
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.recognition.badge_codes import BadgeKind, BadgeStepCode, BuiltInBadgeCode
from learning.rules.recognition.badge_rules import BadgeFacts, BadgeStep
from learning.rules.recognition.badges import Badge
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

MAX_NEAREST_BADGES = 3
SELECT_BADGE_FACTS = f"""
SELECT counters,
  (SELECT json_object_agg(badge, earned_at) FROM award WHERE person = $1) AS awards,
  ARRAY(SELECT ROW({MEMORY_COLUMNS}) FROM memory WHERE person = $1) AS memories
FROM progress WHERE person = $1
"""


class StepView(msgspec.Struct, frozen=True):
    """One thing that a badge asks for. `code` says what is counted; `have` of `need` are done."""

    code: BadgeStepCode
    have: int
    need: int


class BadgeView(msgspec.Struct, frozen=True):
    """A badge and the person's progress: `have` of `need`, and one by one in `steps`.

    A badge of a pack has the author's `title`, `story` and `alt` (what its `art` shows), in
    `language`. A built-in badge has a `code` instead,
    for which the phone has the words. A badge that is earned has no steps, unless it is `lapsed`:
    then its step says how many concepts must be fresh again.
    """

    badge_id: str
    code: BuiltInBadgeCode | None
    title: str | None
    story: str | None
    art: str
    alt: str | None
    language: str | None
    kind: BadgeKind
    earned_at: datetime | None
    lapsed: bool
    have: int
    need: int
    steps: list[StepView]


class BadgesView(msgspec.Struct, frozen=True):
    """A person's badges: the earned ones, newest first, then the others, nearest first.

    `nearest` has the ids of the nearest ones that are not earned yet, at most three.
    """

    badges: list[BadgeView]
    nearest: list[str]


async def load_badges(user: CurrentUser, catalogue: TeamCatalogue, now: datetime) -> BadgesView:
    """Read the badges of the team's packs and those that the person has earned.

    An earned badge stays, also when its pack is withdrawn or a newer version has other badges.
    """
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_BADGE_FACTS, user.id)
    weights = (await load_weights_history(user.path[0], user.adoption)).weights_at(now)
    facts = BadgeFacts(
        decode_counters(row["counters"]),
        make_memories_from_rows(row["memories"]),
        to_local_day(now, user.zone),
        weights,
    )
    earned = msgspec.json.decode(row["awards"] or "{}", type=dict[str, datetime])
    badges = list(catalogue.badges_in_language(user.language))
    badges += await _load_withdrawn_badges(user, earned.keys() - {badge.id for badge in badges})
    views = sorted(
        (_make_badge_view(badge, earned.get(badge.id), facts) for badge in badges),
        key=_make_badge_sort_key,
    )
    nearest = [view.badge_id for view in views if view.earned_at is None][:MAX_NEAREST_BADGES]
    return BadgesView(views, nearest)


async def _load_withdrawn_badges(user: CurrentUser, badge_ids: Iterable[str]) -> list[Badge]:
    """Find badges in the newest versions that had them, of all packs the teams ever had."""
    found: dict[str, Badge] = {}
    wanted = set(badge_ids)
    packs = {badge_id.partition(".")[0] for badge_id in wanted}
    for pack_version in await load_older_versions(user.path, packs) if packs else ():
        for badge in pack_version.badges_in_language(user.language):
            if badge.id in wanted:
                found.setdefault(badge.id, badge)
    return list(found.values())


def _make_badge_view(badge: Badge, earned_at: datetime | None, facts: BadgeFacts) -> BadgeView:
    lapsed_step = badge.lapsed_step(facts) if earned_at else None
    steps: list[BadgeStep] = []
    have, need = badge.rule.need, badge.rule.need
    if lapsed_step:
        steps = [lapsed_step]
        have, need = lapsed_step.have, lapsed_step.need
    elif not earned_at:
        steps = list(badge.rule.list_steps(facts))
        have = badge.rule.count_done(facts)
    return BadgeView(
        badge_id=badge.id,
        code=badge.code,
        title=badge.title,
        story=badge.story,
        art=badge.art,
        alt=badge.alt,
        language=badge.language,
        kind=badge.kind,
        earned_at=earned_at,
        lapsed=lapsed_step is not None,
        have=have,
        need=need,
        steps=[StepView(*step) for step in steps],
    )


def _make_badge_sort_key(view: BadgeView) -> tuple[float, ...]:
    """Order earned badges by time, newest first, and then the others by progress.

    Of two that are as near, one's own practice comes before a team's challenge, and the badge
    with fewer steps before the other.
    """
    if view.earned_at:
        return 0, -view.earned_at.timestamp()
    return 1, -view.have / view.need, view.kind == "challenge", view.need
