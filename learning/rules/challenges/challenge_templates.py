"""Challenges that a leader can start from.

A template holds numbers and codes. The sentences (title, vision, message, names of stages, and so
on) are in the message catalogue of the phone app, because the leader edits them there before the
launch. What a leader launches is stored as it was written.

The first template is the example of the V.E.D. principle (vision, engagement, delivery) in the
second blog post of John Jarrett: a National Award next month.
"""

from dataclasses import dataclass
from typing import Literal

from learning.rules.challenges.figure_units import UnitType
from learning.rules.challenges.measures import Measure

ChallengeForm = Literal["team", "race", "quest", "together"]
"""team: one team and a target. race: teams compete. quest: stages that open one after the other.
together: all teams share one total."""
TemplateId = Literal[
    "national-award",
    "perfect-month",
    "new-menu",
    "peak-calm",
    "race",
    "zero-broken-promises",
]
StoredTemplateId = Literal[TemplateId, ""]
"""The template that a challenge was launched from; empty if there was none."""
TemplateStepCode = Literal[
    "quarter",
    "half",
    "nearly",
    "entry",
    "long_list",
    "visit",
    "short_list",
    "ceremony",
    "good_week",
    "strong_week",
]


@dataclass(frozen=True, slots=True)
class TemplateStep:
    """A milestone, or a stage of a quest. `share` of the target, above 0 and up to 1."""

    code: TemplateStepCode
    share: float


@dataclass(frozen=True, slots=True)
class ChallengeTemplate:
    """A challenge to start from. `days` is its usual length.

    `a_person_a_day` is the target for one person and working day, in the unit of the measure. For
    figures from outside it is the whole target, and `unit_type` says how they are combined.
    """

    id: TemplateId
    form: ChallengeForm
    measure: Measure
    per_person: bool
    days: int
    a_person_a_day: float
    steps: tuple[TemplateStep, ...]
    unit_type: UnitType = "count"


_QUARTER_STEPS = (
    TemplateStep("quarter", 0.25),
    TemplateStep("half", 0.5),
    TemplateStep("nearly", 0.75),
)
_WEEK_STEPS = (TemplateStep("good_week", 0.9), TemplateStep("strong_week", 0.97))
"""Milestones of a rate are averages of a week, so they lie near its target."""

CHALLENGE_TEMPLATES: tuple[ChallengeTemplate, ...] = (
    ChallengeTemplate(
        id="national-award",
        form="quest",
        measure="breaks",
        per_person=False,
        days=28,
        a_person_a_day=0.6,
        steps=(
            TemplateStep("entry", 0.15),
            TemplateStep("long_list", 0.4),
            TemplateStep("visit", 0.7),
            TemplateStep("short_list", 0.9),
            TemplateStep("ceremony", 1.0),
        ),
    ),
    ChallengeTemplate(
        id="perfect-month",
        form="team",
        measure="figure",
        per_person=False,
        days=30,
        a_person_a_day=95.0,
        steps=_WEEK_STEPS,
        unit_type="percentage",
    ),
    ChallengeTemplate(
        id="new-menu",
        form="team",
        measure="remembered",
        per_person=True,
        days=14,
        a_person_a_day=0.8,
        steps=_QUARTER_STEPS,
    ),
    ChallengeTemplate(
        id="peak-calm",
        form="team",
        measure="moments",
        per_person=False,
        days=21,
        a_person_a_day=0.15,
        steps=_QUARTER_STEPS,
    ),
    ChallengeTemplate(
        id="race",
        form="race",
        measure="streak_days",
        per_person=True,
        days=14,
        a_person_a_day=0.6,
        steps=(),
    ),
    ChallengeTemplate(
        id="zero-broken-promises",
        form="together",
        measure="figure",
        per_person=False,
        days=30,
        a_person_a_day=200.0,
        steps=_QUARTER_STEPS,
    ),
)


def find_template(template_id: str) -> ChallengeTemplate | None:
    """Find a template by its id."""
    return next(
        (candidate for candidate in CHALLENGE_TEMPLATES if candidate.id == template_id), None
    )
