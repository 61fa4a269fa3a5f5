"""Badges as data: each asks that one counter reaches a number. Counters only grow, so an earned badge stays earned."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from learning.rules.catalogue import Pack

PASS = 0.8
"""The share of a pack's checkpoint questions that its badge asks for."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge and its rule. `art` is an address of a picture."""

    id: str
    title: str
    story: str
    art: str
    counters: tuple[tuple[str, int], ...]

    @property
    def need(self) -> int:
        """All that it asks for, in steps."""
        return sum(need for _, need in self.counters)

    def have(self, counters: Mapping[str, int]) -> int:
        """Return how many of the steps are done."""
        return sum(min(need, counters.get(name, 0)) for name, need in self.counters)


def _house(badge: str, title: str, counter: str, need: int, story: str) -> Badge:
    return Badge(badge, title, story, f"/badges/{badge}.svg", ((counter, need),))


HOUSE = (
    _house("showed-up", "Showed up", "lessons", 1, "You took your break, and gave yourself a start."),
    _house("curious", "Curious", "lessons", 5, "Five lessons in: you keep asking how it could be done better."),
    _house("steady", "Steady", "streak", 5, "Five working days in a row. Skill is built like this."),
    _house("devoted", "Devoted", "streak", 20, "Twenty working days in a row: this is who you are now."),
    _house("honest", "Honest", "unsure", 10, "Ten times you said that you were not sure. That is how people learn."),
    _house("true-aim", "True aim", "sure_right", 25, "Twenty-five times sure, and right. Trust what you know."),
    _house("keeper", "Keeper", "kept", 10, "Ten ideas still there a week later: they are yours to keep."),
)


def pack_badge(pack: Pack, digest: str) -> Badge:
    """Return the badge of a pack: every lesson read, and four in five of its checkpoint questions right."""
    checkpoint = sum(question.checkpoint for question in pack.questions)
    wanted = [(f"lessons.{pack.id}", len(pack.lessons)), (f"checkpoint.{pack.id}", ceil(PASS * checkpoint))]
    return Badge(
        id=f"{pack.id}.{pack.badge.id}",
        title=pack.badge.title,
        story=pack.badge.story,
        art=f"/api/media/{digest}/{pack.badge.art.removeprefix('media/')}",
        counters=tuple((name, need) for name, need in wanted if need),
    )


def earned(badges: Iterable[Badge], counters: Mapping[str, int], held: Collection[str]) -> list[Badge]:
    """Return the badges whose rule is met and that are not held yet."""
    return [badge for badge in badges if badge.id not in held and badge.have(counters) >= badge.need]
