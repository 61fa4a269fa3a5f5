"""Badges as data: what each is called, and the rule that earns it. What was earned stays earned; it may fall asleep."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from learning.rules.badge_grammar import parse
from learning.rules.badge_rules import Facts, Rule, Step, counters_of, ideas_of, met
from learning.rules.badge_words import fresh_in_words
from learning.rules.catalogue import Pack, PackBadge

PASS = 0.8
"""The share of a pack's checkpoint questions that its badge asks for."""
FRESH = 0.6
"""The chance of recall from which an idea is still fresh enough for a badge that was earned with it."""


@dataclass(frozen=True)
class Badge:
    """A badge and its rule. `art` is an address of a picture; `kind` is `house`, `pack`, `hero` or `challenge`."""

    id: str
    title: str
    story: str
    art: str
    kind: str
    rule: Rule

    @cached_property
    def ideas(self) -> tuple[str, ...]:
        """The concepts that it asks to be remembered."""
        return ideas_of(self.rule)

    @cached_property
    def asks(self) -> frozenset[str]:
        """The concepts and counters that it looks at."""
        return frozenset((*self.ideas, *counters_of(self.rule)))

    def nap(self, facts: Facts) -> Step | None:
        """Return what would wake it, if it rests: of the ideas behind it that were ever practised, half are not fresh."""
        known = [idea for idea in self.ideas if facts.memories and idea in facts.memories]
        have, need = facts.recalled(known, FRESH), ceil(len(known) / 2)
        return None if have >= need else Step(fresh_in_words(have, need), have, need)


def earned(badges: Iterable[Badge], counters: Mapping[str, int], held: Collection[str]) -> list[Badge]:
    """Return the badges that counters alone decide, whose rule holds and that are not held yet."""
    facts = Facts(counters)
    return [badge for badge in badges if badge.id not in held and not badge.ideas and met(badge.rule, facts)]


def hopeful(
    badges: Iterable[Badge], counters: Mapping[str, int], held: Collection[str], moved: Collection[str]
) -> list[Badge]:
    """Return the badges not held yet that nothing but memories can still deny: look these up, then ask `met_by`.

    `moved` names the concepts and counters that have changed; what none of them touches is as it was, or fainter.
    """
    facts = Facts(counters)
    touched = (badge for badge in badges if badge.ideas and not badge.asks.isdisjoint(moved))
    return [badge for badge in touched if badge.id not in held and met(badge.rule, facts)]


def met_by(badges: Iterable[Badge], facts: Facts) -> list[Badge]:
    """Return the badges whose rule holds; `facts` know the memories of their ideas."""
    return [badge for badge in badges if met(badge.rule, facts)]


def pack_badges(pack: Pack, digest: str) -> tuple[Badge, ...]:
    """Return the badges of a pack, the one for the whole of it first.

    Raises:
        RuleError: a rule asks for what the pack does not have. Packs are checked before they are stored.
    """
    ideas = {lesson.id: lesson.concepts for lesson in pack.lessons}
    ideas[pack.id] = tuple(concept.id for concept in pack.concepts)

    def made(badge: PackBadge, rule: Mapping[str, Any]) -> Badge:
        read = parse(rule, lambda name: ideas.get(name, ()))
        kind = "hero" if any(name.startswith("moment") for name in counters_of(read)) else "pack"
        art = f"/api/media/{digest}/{badge.art.removeprefix('media/')}"
        return Badge(f"{pack.id}.{badge.id}", badge.title, badge.story, art, kind, read)

    return (made(pack.badge, _whole(pack)), *(made(badge, badge.rule or _whole(pack)) for badge in pack.badges))


def _whole(pack: Pack) -> dict[str, Any]:
    """Ask for every lesson read, and four in five of the checkpoint questions right."""
    checkpoint = sum(question.checkpoint for question in pack.questions)
    wanted = {f"lessons.{pack.id}": len(pack.lessons), f"checkpoint.{pack.id}": ceil(PASS * checkpoint)}
    return {"all": [_count(name, need) for name, need in wanted.items() if need]}


def _count(name: str, at_least: int) -> dict[str, Any]:
    return {"count": name, "at_least": at_least}


def _house(badge: str, title: str, story: str, rule: dict[str, Any]) -> Badge:
    kind = "challenge" if "challenges" in rule else "house"
    return Badge(badge, title, story, f"/badges/{badge}.svg", kind, parse(rule, _nothing))


def _nothing(_: str) -> Sequence[str]:
    return ()


def _won(kind: str | None = None) -> dict[str, Any]:
    return {"challenges": {"kind": kind, "at_least": 1}}


HOUSE = (
    _house("showed-up", "Showed up", "You took your break, and gave yourself a start.", _count("lessons", 1)),
    _house("curious", "Curious", "Five lessons in: you keep asking how it could be done better.", _count("lessons", 5)),
    _house("steady", "Steady", "Five working days in a row. Skill is built like this.", _count("streak", 5)),
    _house("devoted", "Devoted", "Twenty working days in a row: this is who you are now.", _count("streak", 20)),
    _house(
        "honest", "Honest", "Ten times you said that you were not sure. That is how people learn.", _count("unsure", 10)
    ),
    _house("true-aim", "True aim", "Twenty-five times sure, and right. Trust what you know.", _count("sure_right", 25)),
    _house("keeper", "Keeper", "Ten ideas still there a week later: they are yours to keep.", _count("kept", 10)),
    _house("challenge", "Rose to it", "Your team set itself a challenge, and you were part of how it was won.", _won()),
    _house(
        "race",
        "First home",
        "Two sites, one race, and yours was ahead at the end. Shake hands and start the next one.",
        _won("race"),
    ),
    _house(
        "national-award",
        "National Award",
        "You were on the team that went for the National Award, stage by stage, to the ceremony.",
        _won("national-award"),
    ),
)
"""Badges that come with Herobreak whatever the packs. The counters of challenges are those of their form and their template."""
