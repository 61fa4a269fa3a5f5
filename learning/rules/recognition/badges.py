"""Badges: a name, a picture and the rule that earns it.

An award stays for good. A badge whose concepts have faded is lapsed until they are fresh again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from learning.rules.packs.pack_contents import Pack, PackBadge
from learning.rules.recognition.badge_codes import BadgeKind, BuiltInBadgeCode
from learning.rules.recognition.badge_grammar import parse_badge_rule
from learning.rules.recognition.badge_rules import (
    BadgeFacts,
    BadgeRule,
    BadgeStep,
    list_rule_concepts,
    list_rule_counters,
)

PACK_BADGE_CHECKPOINT_SHARE = 0.8
"""The share of a pack's checkpoint questions that its badge asks for."""
MIN_RECALL_FRESH = 0.6
"""The recall from which a concept is fresh enough for a badge that was earned with it."""


@dataclass(frozen=True)
class Badge:
    """A badge and its rule. `art` is the address of a picture, `alt` says what it shows.

    A badge of a pack has the author's `title` and `story`, in `language`. A built-in badge has a
    `code` instead, for which the phone has the words.
    """

    id: str
    kind: BadgeKind
    art: str
    rule: BadgeRule
    code: BuiltInBadgeCode | None = None
    title: str | None = None
    story: str | None = None
    alt: str | None = None
    language: str | None = None

    @cached_property
    def concept_ids(self) -> tuple[str, ...]:
        """The concepts that the rule asks to be remembered."""
        return list_rule_concepts(self.rule)

    @cached_property
    def watched_names(self) -> frozenset[str]:
        """The concepts and counters that the rule asks about."""
        return frozenset((*self.concept_ids, *list_rule_counters(self.rule)))

    def lapsed_step(self, facts: BadgeFacts) -> BadgeStep | None:
        """Return what makes a lapsed badge whole again; None when it is not lapsed.

        It is lapsed when, of its concepts that were ever practised, fewer than half are fresh.
        """
        practised_ids = [
            concept_id
            for concept_id in self.concept_ids
            if facts.memories and concept_id in facts.memories
        ]
        have = facts.count_fresh(practised_ids, MIN_RECALL_FRESH)
        need = ceil(len(practised_ids) / 2)
        return None if have >= need else BadgeStep("fresh", have, need)


def find_earned_badges(
    badges: Iterable[Badge], counters: Mapping[str, int], held_ids: Collection[str]
) -> list[Badge]:
    """Return the badges, not held yet, whose rule asks for counters alone and holds."""
    facts = BadgeFacts(counters)
    return [
        badge
        for badge in badges
        if badge.id not in held_ids and not badge.concept_ids and badge.rule.is_met(facts)
    ]


def find_candidate_badges(
    badges: Iterable[Badge],
    counters: Mapping[str, int],
    held_ids: Collection[str],
    changed_names: Collection[str],
) -> list[Badge]:
    """Return the badges, not held yet, that only memories can still deny.

    The caller loads these memories and asks `filter_met_badges`. `changed_names` are the concepts
    and counters that have changed. A badge that asks about none of them was not earned before and
    is not earned now.
    """
    facts = BadgeFacts(counters)
    affected = (
        badge
        for badge in badges
        if badge.concept_ids and not badge.watched_names.isdisjoint(changed_names)
    )
    return [badge for badge in affected if badge.id not in held_ids and badge.rule.is_met(facts)]


def filter_met_badges(badges: Iterable[Badge], facts: BadgeFacts) -> list[Badge]:
    """Return the badges whose rule holds. `facts` must have the memories of their concepts."""
    return [badge for badge in badges if badge.rule.is_met(facts)]


def make_pack_badges(pack: Pack, digest: str) -> tuple[Badge, ...]:
    """Return the badges of a pack; the first one is for the whole pack.

    Raises:
        BadgeRuleError: a rule asks for what the pack lacks. Packs are checked before they are
            stored, so this is a fault of the checks.
    """
    concepts_by_id = {lesson.id: lesson.concepts for lesson in pack.lessons}
    concepts_by_id[pack.id] = tuple(concept.id for concept in pack.concepts)

    def make_badge(badge: PackBadge, tree: Mapping[str, Any]) -> Badge:
        rule = parse_badge_rule(tree, lambda name: concepts_by_id.get(name, ()))
        asks_for_moments = any(name.startswith("moment") for name in list_rule_counters(rule))
        return Badge(
            id=f"{pack.id}.{badge.id}",
            kind="hero" if asks_for_moments else "pack",
            art=f"/api/media/{digest}/{badge.art.removeprefix('media/')}",
            rule=rule,
            title=badge.title,
            story=badge.story,
            alt=badge.alt or None,
            language=pack.language,
        )

    return (
        make_badge(pack.badge, _whole_pack_rule(pack)),
        *(make_badge(badge, badge.rule or _whole_pack_rule(pack)) for badge in pack.badges),
    )


def _whole_pack_rule(pack: Pack) -> dict[str, Any]:
    """Ask for all lessons, and for four in five of the checkpoint questions."""
    checkpoint = sum(question.checkpoint for question in pack.questions)
    wanted = {
        f"lessons.{pack.id}": len(pack.lessons),
        f"checkpoint.{pack.id}": ceil(PACK_BADGE_CHECKPOINT_SHARE * checkpoint),
    }
    return {"all": [{"count": name, "at_least": need} for name, need in wanted.items() if need]}
