"""Readiness: how ready a team is for its customers, and the challenge that would help it most. Values only.

Nothing here is about a person: a row stands for `FEWEST` people at least.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from learning.rules.capacity import FEWEST, Capacity

WORST = 5
"""So many confidently wrong ideas are told: what a team can talk about in a briefing."""
MISTAKEN = 0.25
"""The share of a team, sure and wrong, from which on it is the first thing to mend."""
FADING, FIRM = 0.75, 0.9
"""Expected recall below which a lesson needs refreshing, and from which on it is time to see it done."""
CRITICAL = 0.1
"""By how much earlier a lesson with something critical in it needs refreshing."""
LIVELY = 0.6
"""The share of people with a break in the last week that makes a team lively; of those on their longest streak, rising."""


@dataclass(frozen=True, slots=True)
class Idea:
    """A concept as a team knows it. `known` is the mean expected recall, 0 to 1, of the `met` people who have met it.

    `sure_wrong` is the share, 0 to 1, of those who answered of late who were sure and wrong; None where fewer than
    `FEWEST` did.
    """

    concept_id: str
    statement: str
    lesson_id: str
    lesson: str
    pack: str
    critical: bool
    met: int
    known: float
    sure_wrong: float | None


@dataclass(frozen=True, slots=True)
class Pulse:
    """How a team is going: people, those with a break in the last week, and those of them on their longest streak."""

    people: int
    active: int
    rising: int

    @property
    def few(self) -> bool:
        """Say whether the team is too small to be broken down."""
        return self.people < FEWEST


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A challenge to think about: a template to start from and, where moments are to be counted, of which trait."""

    text: str
    template: str
    trait: str | None


def confident_wrong(ideas: Iterable[Idea]) -> list[Idea]:
    """Return the ideas of which most people are sure and wrong, worst first."""
    mistaken = (idea for idea in ideas if idea.sure_wrong)
    return sorted(mistaken, key=lambda idea: (-(idea.sure_wrong or 0.0), idea.concept_id))[:WORST]


def together(weeks: Iterable[Capacity]) -> Capacity | None:
    """Sum up the weeks of teams; minutes are those of the teams that are told, None when there is none."""
    all_weeks = list(weeks)
    told = [(one.due_minutes, one.available_minutes) for one in all_weeks if one.due_minutes is not None]
    if not all_weeks:
        return None
    due, available = (
        sum(figure or 0 for figure in figures) for figures in (zip(*told, strict=True) if told else ((), ()))
    )
    return Capacity(due if told else None, available if told else None, any(one.over for one in all_weeks))


def suggestion(ideas: Sequence[Idea], pulse: Pulse, sites: int) -> Suggestion | None:
    """Suggest the next challenge: mend what is wrong, refresh what fades, else build on what goes well."""
    if pulse.few:
        return None
    return _mend(ideas) or _refresh(ideas) or _race(pulse, sites) or _award(pulse) or _show(ideas)


def _mend(ideas: Iterable[Idea]) -> Suggestion | None:
    worst = next(iter(confident_wrong(ideas)), None)
    if worst is None or (worst.sure_wrong or 0.0) < MISTAKEN:
        return None
    return Suggestion(
        f"Many are sure, and mistaken, about “{worst.statement}” Set out to remember it together.", "new-menu", None
    )


def _refresh(ideas: Iterable[Idea]) -> Suggestion | None:
    lessons = _by_lesson(ideas)
    urgent = {
        lesson: fmean(one.known for one in some) - CRITICAL * any(one.critical for one in some)
        for lesson, some in lessons.items()
    }
    weakest = min(urgent, key=lambda lesson: (urgent[lesson], lesson), default=None)
    if weakest is None or urgent[weakest] >= FADING:
        return None
    return Suggestion(f"“{lessons[weakest][0].lesson}” is fading. Bring it back together.", "new-menu", None)


def _race(pulse: Pulse, sites: int) -> Suggestion | None:
    if sites < 2 or pulse.rising < LIVELY * pulse.people:
        return None
    return Suggestion("Streaks are growing everywhere. Let the sites race each other, in good spirits.", "race", None)


def _award(pulse: Pulse) -> Suggestion | None:
    if pulse.active < LIVELY * pulse.people:
        return None
    return Suggestion(
        "The team is lively and knows its things. Give it something big: an award.", "national-award", None
    )


def _show(ideas: Iterable[Idea]) -> Suggestion | None:
    lessons = _by_lesson(ideas)
    known = {lesson: fmean(one.known for one in some) for lesson, some in lessons.items()}
    best = max(known, key=lambda lesson: (known[lesson], lesson), default=None)
    if best is None or known[best] < FIRM:
        return None
    return Suggestion(
        f"“{lessons[best][0].lesson}” sits well. Look for it at work: collect the moments.", "peak-calm", best
    )


def _by_lesson(ideas: Iterable[Idea]) -> dict[str, list[Idea]]:
    lessons: dict[str, list[Idea]] = {}
    for idea in ideas:
        lessons.setdefault(idea.lesson_id, []).append(idea)
    return lessons
