"""Readiness: what a team knows, and the challenge that would help it most. Values only.

Nothing here is about one person: a row stands for `MIN_TEAM_SIZE_FOR_FIGURES` people at least.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean
from typing import Literal

from learning.rules.challenges.challenge_templates import TemplateId
from learning.rules.practice.capacity import MIN_TEAM_SIZE_FOR_FIGURES

ACTIVE_WITHIN_DAYS = 7
MIN_RISING_STREAK_DAYS = 3
"""Days from which on a longest streak counts as a rising one."""
RECENT_ANSWER_AGE = timedelta(days=28)
"""How old an attempt may be that still shows what a person is sure of."""
MAX_CONFIDENT_WRONG_CONCEPTS = 5
"""Concepts that are listed as confidently wrong: as many as a team can discuss in a briefing."""
MIN_SHARE_CONFIDENT_WRONG = 0.25
"""The share of a team that is sure and wrong, from which on correcting it comes first."""
MAX_RECALL_FADING, MIN_RECALL_FIRM = 0.75, 0.9
"""Recall below which a lesson needs refreshing, and from which on moments are collected."""
CRITICAL_RECALL_MARGIN = 0.1
"""By how much higher the expected recall must be for a lesson with a critical concept."""
MIN_SHARE_LIVELY = 0.6
"""The share of people from which on a team is lively or its streaks are rising.

Lively: they had a break in the last week. Rising: they are on their longest streak.
"""


@dataclass(frozen=True, slots=True)
class ConceptReadiness:
    """A concept as a team knows it.

    `known` is the mean expected recall, 0 to 1, of the `met` people who have a memory of it.
    It is 0 for those whose newest answer was wrong.
    `sure_wrong` is the share, 0 to 1, of recent attempts that were sure and wrong; None where fewer
    than `MIN_TEAM_SIZE_FOR_FIGURES` people answered recently. The statement and the title of the
    lesson are in `language`, the title of the pack in `pack_language`.
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
    language: str = ""
    pack_language: str = ""


@dataclass(frozen=True, slots=True)
class TeamActivity:
    """How many people a team has, how many practised in the last week, and on a longest streak."""

    people: int
    active: int
    on_longest_streak: int

    @property
    def is_too_small(self) -> bool:
        """Say whether the team is too small to be broken down."""
        return self.people < MIN_TEAM_SIZE_FOR_FIGURES


SuggestionCode = Literal["correct", "refresh", "race", "award", "moments"]


@dataclass(frozen=True, slots=True)
class ChallengeSuggestion:
    """A challenge to think about: why, and the template to start from.

    `subject` is the statement of a concept (`correct`) or the title of a lesson (`refresh`,
    `moments`), else None, and `language` is the language of it. `trait` is the lesson whose moments
    are to be counted (`moments`).
    """

    code: SuggestionCode
    subject: str | None
    template: TemplateId
    trait: str | None
    language: str | None = None


def find_confident_wrong(concepts: Iterable[ConceptReadiness]) -> list[ConceptReadiness]:
    """Return the concepts that the largest share is sure and wrong about, worst first."""
    mistaken = (concept for concept in concepts if concept.sure_wrong)
    return sorted(mistaken, key=lambda idea: (-(idea.sure_wrong or 0.0), idea.concept_id))[
        :MAX_CONFIDENT_WRONG_CONCEPTS
    ]


def suggest_challenge(
    concepts: Sequence[ConceptReadiness], activity: TeamActivity, sites: int
) -> ChallengeSuggestion | None:
    """Suggest the next challenge; None for a team that is too small.

    It corrects what is wrong, else refreshes what fades, else builds on what goes well.
    """
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
    return ChallengeSuggestion("correct", worst.statement, "new-menu", None, worst.language)


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
    stale = lessons[weakest][0]
    return ChallengeSuggestion("refresh", stale.lesson, "new-menu", None, stale.language)


def _suggest_race(activity: TeamActivity, sites: int) -> ChallengeSuggestion | None:
    if sites < 2 or activity.on_longest_streak < MIN_SHARE_LIVELY * activity.people:
        return None
    return ChallengeSuggestion("race", None, "race", None)


def _suggest_award(activity: TeamActivity) -> ChallengeSuggestion | None:
    if activity.active < MIN_SHARE_LIVELY * activity.people:
        return None
    return ChallengeSuggestion("award", None, "national-award", None)


def _suggest_moments(concepts: Iterable[ConceptReadiness]) -> ChallengeSuggestion | None:
    lessons = _group_by_lesson(concepts)
    known = {
        lesson: fmean(concept.known for concept in lesson_concepts)
        for lesson, lesson_concepts in lessons.items()
    }
    best = max(known, key=lambda lesson: (known[lesson], lesson), default=None)
    if best is None or known[best] < MIN_RECALL_FIRM:
        return None
    firm = lessons[best][0]
    return ChallengeSuggestion("moments", firm.lesson, "peak-calm", best, firm.language)


def _group_by_lesson(concepts: Iterable[ConceptReadiness]) -> dict[str, list[ConceptReadiness]]:
    lessons: dict[str, list[ConceptReadiness]] = {}
    for concept in concepts:
        lessons.setdefault(concept.lesson_id, []).append(concept)
    return lessons
