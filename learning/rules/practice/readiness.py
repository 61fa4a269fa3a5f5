"""Readiness: how ready a team is for its customers, and the challenge that would help it most. Values only.

Nothing here is about a person: a row stands for `FEWEST` people at least.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from learning.rules.practice.capacity import MIN_TEAM_SIZE_FOR_FIGURES, Capacity

MAX_CONFIDENT_WRONG_CONCEPTS = 5
"""So many confidently wrong ideas are told: what a team can talk about in a briefing."""
MIN_SHARE_CONFIDENT_WRONG = 0.25
"""The share of a team, sure and wrong, from which on it is the first thing to mend."""
MAX_RECALL_FADING, MIN_RECALL_FIRM = 0.75, 0.9
"""Expected recall below which a lesson needs refreshing, and from which on it is time to see it done."""
CRITICAL_RECALL_MARGIN = 0.1
"""By how much earlier a lesson with something critical in it needs refreshing."""
MIN_SHARE_LIVELY = 0.6
"""The share of people with a break in the last week that makes a team lively; of those on their longest streak, rising."""


@dataclass(frozen=True, slots=True)
class ConceptReadiness:
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
class TeamActivity:
    """How a team is going: people, those with a break in the last week, and those of them on their longest streak."""

    people: int
    active: int
    on_longest_streak: int

    @property
    def is_too_small(self) -> bool:
        """Say whether the team is too small to be broken down."""
        return self.people < MIN_TEAM_SIZE_FOR_FIGURES


@dataclass(frozen=True, slots=True)
class ChallengeSuggestion:
    """A challenge to think about: a template to start from and, where moments are to be counted, of which trait."""

    text: str
    template: str
    trait: str | None


def find_confident_wrong(concepts: Iterable[ConceptReadiness]) -> list[ConceptReadiness]:
    """Return the ideas of which most people are sure and wrong, worst first."""
    mistaken = (concept for concept in concepts if concept.sure_wrong)
    return sorted(mistaken, key=lambda idea: (-(idea.sure_wrong or 0.0), idea.concept_id))[
        :MAX_CONFIDENT_WRONG_CONCEPTS
    ]


def sum_capacities(capacities: Iterable[Capacity]) -> Capacity | None:
    """Sum up the weeks of teams; minutes are those of the teams that are told, None when there is none."""
    all_capacities = list(capacities)
    minutes = [
        (capacity.due_minutes, capacity.available_minutes)
        for capacity in all_capacities
        if capacity.due_minutes is not None
    ]
    if not all_capacities:
        return None
    due, available = (
        sum(figure or 0 for figure in figures)
        for figures in (zip(*minutes, strict=True) if minutes else ((), ()))
    )
    return Capacity(
        due if minutes else None,
        available if minutes else None,
        any(one.over for one in all_capacities),
    )


def suggest_challenge(
    concepts: Sequence[ConceptReadiness], activity: TeamActivity, sites: int
) -> ChallengeSuggestion | None:
    """Suggest the next challenge: mend what is wrong, refresh what fades, else build on what goes well."""
    if activity.is_too_small:
        return None
    return (
        _suggest_correction(concepts)
        or _suggest_refresher(concepts)
        or _suggest_race(activity, sites)
        or _suggest_award(activity)
        or _suggest_moments(concepts)
    )


def _suggest_correction(concepts: Iterable[ConceptReadiness]) -> ChallengeSuggestion | None:
    worst = next(iter(find_confident_wrong(concepts)), None)
    if worst is None or (worst.sure_wrong or 0.0) < MIN_SHARE_CONFIDENT_WRONG:
        return None
    return ChallengeSuggestion(
        f"Many are sure, and mistaken, about “{worst.statement}” Set out to remember it together.",
        "new-menu",
        None,
    )


def _suggest_refresher(concepts: Iterable[ConceptReadiness]) -> ChallengeSuggestion | None:
    lessons = _group_by_lesson(concepts)
    urgent = {
        lesson: fmean(concept.known for concept in lesson_concepts)
        - CRITICAL_RECALL_MARGIN * any(one.critical for one in lesson_concepts)
        for lesson, lesson_concepts in lessons.items()
    }
    weakest = min(urgent, key=lambda lesson: (urgent[lesson], lesson), default=None)
    if weakest is None or urgent[weakest] >= MAX_RECALL_FADING:
        return None
    return ChallengeSuggestion(
        f"“{lessons[weakest][0].lesson}” is fading. Bring it back together.", "new-menu", None
    )


def _suggest_race(activity: TeamActivity, sites: int) -> ChallengeSuggestion | None:
    if sites < 2 or activity.on_longest_streak < MIN_SHARE_LIVELY * activity.people:
        return None
    return ChallengeSuggestion(
        "Streaks are growing everywhere. Let the sites race each other, in good spirits.",
        "race",
        None,
    )


def _suggest_award(activity: TeamActivity) -> ChallengeSuggestion | None:
    if activity.active < MIN_SHARE_LIVELY * activity.people:
        return None
    return ChallengeSuggestion(
        "The team is lively and knows its things. Give it something big: an award.",
        "national-award",
        None,
    )


def _suggest_moments(concepts: Iterable[ConceptReadiness]) -> ChallengeSuggestion | None:
    lessons = _group_by_lesson(concepts)
    known = {
        lesson: fmean(concept.known for concept in lesson_concepts)
        for lesson, lesson_concepts in lessons.items()
    }
    best = max(known, key=lambda lesson: (known[lesson], lesson), default=None)
    if best is None or known[best] < MIN_RECALL_FIRM:
        return None
    return ChallengeSuggestion(
        f"“{lessons[best][0].lesson}” sits well. Look for it at work: collect the moments.",
        "peak-calm",
        best,
    )


def _group_by_lesson(concepts: Iterable[ConceptReadiness]) -> dict[str, list[ConceptReadiness]]:
    lessons: dict[str, list[ConceptReadiness]] = {}
    for concept in concepts:
        lessons.setdefault(concept.lesson_id, []).append(concept)
    return lessons
