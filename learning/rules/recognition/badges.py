"""Badges as data: what each is called, and the rule that earns it. What was earned stays earned; it may fall asleep."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from learning.rules.packs.pack_contents import Pack, PackBadge
from learning.rules.recognition.badge_grammar import parse_badge_rule
from learning.rules.recognition.badge_rules import (
    BadgeFacts,
    BadgeRule,
    BadgeStep,
    is_rule_met,
    list_rule_concepts,
    list_rule_counters,
)
from learning.rules.recognition.badge_texts import describe_refresh

PACK_BADGE_CHECKPOINT_SHARE = 0.8
"""The share of a pack's checkpoint questions that its badge asks for."""
MIN_RECALL_FRESH = 0.6
"""The chance of recall from which an idea is still fresh enough for a badge that was earned with it."""


@dataclass(frozen=True)
class Badge:
    """A badge and its rule. `art` is an address of a picture; `kind` is `house`, `pack`, `hero` or `challenge`."""

    id: str
    title: str
    story: str
    art: str
    kind: str
    rule: BadgeRule

    @cached_property
    def concept_ids(self) -> tuple[str, ...]:
        """The concepts that it asks to be remembered."""
        return list_rule_concepts(self.rule)

    @cached_property
    def watched_names(self) -> frozenset[str]:
        """The concepts and counters that it looks at."""
        return frozenset((*self.concept_ids, *list_rule_counters(self.rule)))

    def lapsed_step(self, facts: BadgeFacts) -> BadgeStep | None:
        """Return what would wake it, if it rests: of the ideas behind it that were ever practised, half are not fresh."""
        practised_ids = [
            concept_id
            for concept_id in self.concept_ids
            if facts.memories and concept_id in facts.memories
        ]
        have, need = (
            facts.count_recalled(practised_ids, MIN_RECALL_FRESH),
            ceil(len(practised_ids) / 2),
        )
        return None if have >= need else BadgeStep(describe_refresh(have, need), have, need)


def find_earned_badges(
    badges: Iterable[Badge], counters: Mapping[str, int], held_ids: Collection[str]
) -> list[Badge]:
    """Return the badges that counters alone decide, whose rule holds and that are not held yet."""
    facts = BadgeFacts(counters)
    return [
        badge
        for badge in badges
        if badge.id not in held_ids and not badge.concept_ids and is_rule_met(badge.rule, facts)
    ]


def find_candidate_badges(
    badges: Iterable[Badge],
    counters: Mapping[str, int],
    held_ids: Collection[str],
    changed_names: Collection[str],
) -> list[Badge]:
    """Return the badges not held yet that nothing but memories can still deny: look these up, then ask `filter_met_badges`.

    `moved` names the concepts and counters that have changed; what none of them touches is as it was, or fainter.
    """
    facts = BadgeFacts(counters)
    affected = (
        badge
        for badge in badges
        if badge.concept_ids and not badge.watched_names.isdisjoint(changed_names)
    )
    return [
        badge for badge in affected if badge.id not in held_ids and is_rule_met(badge.rule, facts)
    ]


def filter_met_badges(badges: Iterable[Badge], facts: BadgeFacts) -> list[Badge]:
    """Return the badges whose rule holds; `facts` know the memories of their ideas."""
    return [badge for badge in badges if is_rule_met(badge.rule, facts)]


def make_pack_badges(pack: Pack, digest: str) -> tuple[Badge, ...]:
    """Return the badges of a pack, the one for the whole of it first.

    Raises:
        RuleError: a rule asks for what the pack does not have. Packs are checked before they are stored.
    """
    concepts_by_id = {lesson.id: lesson.concepts for lesson in pack.lessons}
    concepts_by_id[pack.id] = tuple(concept.id for concept in pack.concepts)

    def make_badge(badge: PackBadge, rule: Mapping[str, Any]) -> Badge:
        parsed_rule = parse_badge_rule(rule, lambda name: concepts_by_id.get(name, ()))
        kind = (
            "hero"
            if any(name.startswith("moment") for name in list_rule_counters(parsed_rule))
            else "pack"
        )
        art = f"/api/media/{digest}/{badge.art.removeprefix('media/')}"
        return Badge(f"{pack.id}.{badge.id}", badge.title, badge.story, art, kind, parsed_rule)

    return (
        make_badge(pack.badge, _whole_pack_rule(pack)),
        *(make_badge(badge, badge.rule or _whole_pack_rule(pack)) for badge in pack.badges),
    )


def _whole_pack_rule(pack: Pack) -> dict[str, Any]:
    """Ask for every lesson read, and four in five of the checkpoint questions right."""
    checkpoint = sum(question.checkpoint for question in pack.questions)
    wanted = {
        f"lessons.{pack.id}": len(pack.lessons),
        f"checkpoint.{pack.id}": ceil(PACK_BADGE_CHECKPOINT_SHARE * checkpoint),
    }
    return {"all": [_counter_rule_tree(name, need) for name, need in wanted.items() if need]}


def _counter_rule_tree(name: str, at_least: int) -> dict[str, Any]:
    return {"count": name, "at_least": at_least}


def _make_built_in_badge(badge_id: str, title: str, story: str, rule: dict[str, Any]) -> Badge:
    kind = "challenge" if "challenges" in rule else "house"
    return Badge(
        badge_id,
        title,
        story,
        f"/badges/{badge_id}.svg",
        kind,
        parse_badge_rule(rule, _find_no_concepts),
    )


def _find_no_concepts(_: str) -> Sequence[str]:
    return ()


def _challenge_won_rule_tree(kind: str | None = None) -> dict[str, Any]:
    return {"challenges": {"kind": kind, "at_least": 1}}


BUILT_IN_BADGES = (
    _make_built_in_badge(
        "showed-up",
        "Showed up",
        "You took your break, and gave yourself a start.",
        _counter_rule_tree("lessons", 1),
    ),
    _make_built_in_badge(
        "curious",
        "Curious",
        "Five lessons in: you keep asking how it could be done better.",
        _counter_rule_tree("lessons", 5),
    ),
    _make_built_in_badge(
        "steady",
        "Steady",
        "Five working days in a row. Skill is built like this.",
        _counter_rule_tree("streak", 5),
    ),
    _make_built_in_badge(
        "devoted",
        "Devoted",
        "Twenty working days in a row: this is who you are now.",
        _counter_rule_tree("streak", 20),
    ),
    _make_built_in_badge(
        "honest",
        "Honest",
        "Ten times you said that you were not sure. That is how people learn.",
        _counter_rule_tree("unsure", 10),
    ),
    _make_built_in_badge(
        "true-aim",
        "True aim",
        "Twenty-five times sure, and right. Trust what you know.",
        _counter_rule_tree("sure_right", 25),
    ),
    _make_built_in_badge(
        "keeper",
        "Keeper",
        "Ten ideas still there a week later: they are yours to keep.",
        _counter_rule_tree("kept", 10),
    ),
    _make_built_in_badge(
        "challenge",
        "Rose to it",
        "Your team set itself a challenge, and you were part of how it was won.",
        _challenge_won_rule_tree(),
    ),
    _make_built_in_badge(
        "race",
        "First home",
        "Two sites, one race, and yours was ahead at the end. Shake hands and start the next one.",
        _challenge_won_rule_tree("race"),
    ),
    _make_built_in_badge(
        "national-award",
        "National Award",
        "You were on the team that went for the National Award, stage by stage, to the ceremony.",
        _challenge_won_rule_tree("national-award"),
    ),
)
"""Badges that come with Herobreak whatever the packs. The counters of challenges are those of their form and their template."""
