"""Rules of challenges: launch, days, and changes. Values and places are in `challenge_scores`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal
from uuid import UUID

from learning.rules.challenges.challenge_scores import ROUNDING_TOLERANCE, is_harder
from learning.rules.challenges.challenge_templates import ChallengeForm
from learning.rules.challenges.figure_units import (
    UNIT_RULES,
    UnitType,
    choose_score_max,
    find_highest_amount,
    infer_unit_type,
    is_rate,
)
from learning.rules.challenges.measures import MEASURE_RULES, Measure
from learning.rules.refusals import InputProblem
from learning.rules.rota.days import find_day_start

ChallengeStatus = Literal["scheduled", "running", "settled", "cancelled"]

MAX_CHALLENGE_DAYS = 120
"""The longest challenge: a season and some days."""
MAX_PLANNING_DAYS_AHEAD = 180
"""A challenge begins at most so many days after its launch."""
MIN_CHALLENGE_TARGET, MAX_CHALLENGE_TARGET = 1e-6, 1e9
"""The bounds of a target. Stages scale with the target and stay finite within these."""
MAX_CHALLENGE_STAGES = 12
MAX_CHALLENGE_TEAMS = 200
LATE_ATTEMPTS_GRACE = timedelta(hours=24)
"""How long after its end a challenge still counts attempts that were made offline before it."""


@dataclass(frozen=True, slots=True)
class ChallengeStagePlan:
    """A milestone, or a stage of a quest, at a value of the measure."""

    title: str
    story: str
    target: float


@dataclass(frozen=True, slots=True)
class ChallengePlan:
    """What a leader composes. `team` leads the challenge. `teams` take part: it, or some below it.

    `leaders` are the logins of co-leaders. `template` is the id of a template, or empty. `unit` is
    the leader's word for the unit. `unit_type` is its type, and None where the request does not say
    it: `complete_plan_units` finds it. `score_max` is the highest score of a unit of that type.
    """

    id: UUID
    team: int
    teams: tuple[int, ...]
    leaders: tuple[str, ...]
    template: str
    form: ChallengeForm
    title: str
    vision: str
    message: str
    reward: str
    measure: Measure
    trait: str | None
    unit: str
    target: float
    per_person: bool
    first_day: date
    last_day: date
    stages: tuple[ChallengeStagePlan, ...]
    unit_type: UnitType | None = None
    lower_is_better: bool = False
    score_max: float | None = None


@dataclass(frozen=True, slots=True)
class TargetLimits:
    """The direction and bounds of the targets of a challenge and of its stages."""

    lower_is_better: bool
    highest: float

    def allows(self, target: float) -> bool:
        """Say whether a target is within the bounds. "None at all" is a target to stay below."""
        lowest = 0.0 if self.lower_is_better else MIN_CHALLENGE_TARGET
        return lowest <= target <= self.highest and target < MAX_CHALLENGE_TARGET


def make_target_limits(
    unit_type: UnitType, score_max: float | None, *, lower_is_better: bool
) -> TargetLimits:
    """Return the limits of targets in a unit."""
    return TargetLimits(lower_is_better, find_highest_amount(unit_type, score_max))


COUNT_LIMITS = make_target_limits("count", None, lower_is_better=False)
"""The limits of targets that are counted."""


def complete_plan_units(plan: ChallengePlan) -> ChallengePlan:
    """Fill in the type of the unit and the highest score where a plan does not name them."""
    if plan.unit_type is not None:
        unit_type = plan.unit_type
    elif MEASURE_RULES[plan.measure].accepts_figures:
        unit_type = infer_unit_type(plan.unit)
    else:
        unit_type = "count"
    score_max = choose_score_max(unit_type, plan.score_max, plan.target)
    return replace(plan, unit_type=unit_type, score_max=score_max)


def get_plan_limits(plan: ChallengePlan) -> TargetLimits:
    """Return the limits of the targets of a plan."""
    return make_target_limits(
        plan.unit_type or "count", plan.score_max, lower_is_better=plan.lower_is_better
    )


def is_plan_target_possible(plan: ChallengePlan) -> bool:
    """Say whether a plan could be launched with its target."""
    return get_plan_limits(complete_plan_units(plan)).allows(plan.target)


def find_plan_problems(plan: ChallengePlan, today: date) -> list[InputProblem]:
    """Return everything that prevents the launch of a plan on a day. An empty list: it is fine."""
    plan = complete_plan_units(plan)
    checks = (
        *_check_plan_fields(plan),
        *_check_plan_units(plan),
        *_check_plan_days(plan, today),
        *_check_plan_stages(plan),
    )
    return [problem for is_wrong, problem in checks if is_wrong]


def _check_plan_fields(plan: ChallengePlan) -> Iterable[tuple[bool, InputProblem]]:
    """Give pairs: whether the plan has this fault, and the fault."""
    team_count = len(set(plan.teams))
    yield not plan.title.strip(), InputProblem("title", "challenge.title_missing")
    yield not plan.vision.strip(), InputProblem("vision", "challenge.vision_missing")
    yield (
        bool(plan.trait) and not MEASURE_RULES[plan.measure].accepts_trait,
        InputProblem("trait", "challenge.trait_not_counted"),
    )
    yield (
        plan.form == "race" and team_count < 2,
        InputProblem("teams", "challenge.race_needs_teams"),
    )
    yield (
        not 0 < team_count <= MAX_CHALLENGE_TEAMS,
        InputProblem("teams", "challenge.team_count", {"limit": MAX_CHALLENGE_TEAMS}),
    )


def _check_plan_units(plan: ChallengePlan) -> Iterable[tuple[bool, InputProblem]]:
    limits, unit_type = get_plan_limits(plan), plan.unit_type or "count"
    yield not limits.allows(plan.target), make_target_problem(plan.target, limits)
    takes_figures = MEASURE_RULES[plan.measure].accepts_figures
    yield (
        not takes_figures and (unit_type != "count" or plan.lower_is_better),
        InputProblem("unit_type", "challenge.unit_of_figures_only"),
    )
    yield (
        unit_type == "count" and takes_figures and infer_unit_type(plan.unit) == "percentage",
        InputProblem("unit_type", "challenge.percentage_does_not_add_up"),
    )
    yield (
        plan.per_person and is_rate(unit_type),
        InputProblem("per_person", "challenge.rate_per_person"),
    )
    yield (
        plan.score_max is not None and not 1 <= plan.score_max <= UNIT_RULES["score"].highest,
        InputProblem("score_max", "challenge.score_max_out_of_range"),
    )


def make_target_problem(target: float, limits: TargetLimits) -> InputProblem:
    """Name what is wrong with a target outside its bounds."""
    if target > limits.highest and limits.highest < MAX_CHALLENGE_TARGET:
        values = {"limit": limits.highest}
        return InputProblem("target", "challenge.target_above_highest", values)
    return InputProblem("target", "challenge.target_out_of_range")


def _check_plan_days(plan: ChallengePlan, today: date) -> Iterable[tuple[bool, InputProblem]]:
    days = (plan.last_day - plan.first_day).days + 1
    yield plan.first_day < today, InputProblem("first_day", "challenge.starts_in_past")
    yield (
        (plan.first_day - today).days > MAX_PLANNING_DAYS_AHEAD,
        InputProblem("first_day", "challenge.starts_too_late", {"limit": MAX_PLANNING_DAYS_AHEAD}),
    )
    yield days < 1, InputProblem("last_day", "challenge.ends_before_start")
    yield (
        days > MAX_CHALLENGE_DAYS,
        InputProblem("last_day", "challenge.too_long", {"limit": MAX_CHALLENGE_DAYS}),
    )


def _check_plan_stages(plan: ChallengePlan) -> Iterable[tuple[bool, InputProblem]]:
    yield (
        len(plan.stages) > MAX_CHALLENGE_STAGES,
        InputProblem("stages", "challenge.too_many_stages", {"limit": MAX_CHALLENGE_STAGES}),
    )
    yield (
        not all(stage.title.strip() for stage in plan.stages),
        InputProblem("stages", "challenge.stage_title_missing"),
    )
    yield (
        plan.form == "quest" and not plan.stages,
        InputProblem("stages", "challenge.quest_needs_stages"),
    )
    yield (
        not are_stages_in_order(
            [stage.target for stage in plan.stages], plan.target, get_plan_limits(plan)
        ),
        InputProblem("stages", "challenge.stages_not_ascending"),
    )


def are_stages_in_order(targets: Sequence[float], target: float, limits: TargetLimits) -> bool:
    """Say whether each stage asks for more than the one before, and none for more than the target.

    Where lower is better, the values of the stages go down to the target. More stages than the
    target has whole numbers may share a value.
    """
    lower = limits.lower_is_better
    may_share = not lower and target < len(targets)
    if any(
        not is_harder(after, one, lower_is_better=lower) and not (may_share and after == one)
        for one, after in pairwise(targets)
    ):
        return False
    margin = -ROUNDING_TOLERANCE if lower else ROUNDING_TOLERANCE
    return all(
        limits.allows(one) and not is_harder(one, target + margin, lower_is_better=lower)
        for one in targets
    )


def clamp_plan_days(plan: ChallengePlan, today: date) -> tuple[date, date]:
    """Return the first and last day of a plan, moved into the range in which it can be launched.

    A preview needs this: a plan that is not finished can hold any days.
    """
    first = min(max(plan.first_day, today), today + timedelta(days=MAX_PLANNING_DAYS_AHEAD))
    return first, min(max(plan.last_day, first), first + timedelta(days=MAX_CHALLENGE_DAYS - 1))


def calculate_challenge_span(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Return the instants (UTC) at which a challenge begins and ends for a team.

    They are the start of the first local day and the end of the last one, also where the clocks of
    the zone change.
    """
    return find_day_start(first, zone), find_day_start(last + timedelta(days=1), zone)


@dataclass(frozen=True, slots=True)
class StageEdit:
    """A stage as it shall be. `number` is its number now, None for a new stage."""

    number: int | None
    title: str
    story: str
    target: float


@dataclass(frozen=True, slots=True)
class ChallengeEdit:
    """What a leader may still change; None leaves it as it is.

    `leaders` are logins of co-leaders, and `stages` all stages, in their order. `settle` confirms
    that the challenge ends at once, because the target is lowered to what is reached.
    """

    title: str | None = None
    vision: str | None = None
    message: str | None = None
    reward: str | None = None
    target: float | None = None
    last_day: date | None = None
    leaders: tuple[str, ...] | None = None
    stages: tuple[StageEdit, ...] | None = None
    settle: bool = False


def find_edit_problems(
    edit: ChallengeEdit,
    target: float,
    first: date,
    last: date,
    today: date,
    *,
    running: bool,
    limits: TargetLimits = COUNT_LIMITS,
) -> list[InputProblem]:
    """Return what makes a change impossible, or unfair to people who already take part.

    `target`, `first` and `last` are the values before the change.
    """
    lower = limits.lower_is_better
    problems: list[InputProblem] = []
    if edit.target is not None:
        if not limits.allows(edit.target):
            problems.append(make_target_problem(edit.target, limits))
        elif running and is_harder(edit.target, target, lower_is_better=lower):
            code = "challenge.target_made_lower" if lower else "challenge.target_raised"
            problems.append(InputProblem("target", code))
    if edit.last_day is not None:
        if running and edit.last_day < last:
            problems.append(InputProblem("last_day", "challenge.end_moved_earlier"))
        elif not running and edit.last_day < max(first, today):
            problems.append(InputProblem("last_day", "challenge.end_not_after_start"))
        if (edit.last_day - first).days + 1 > MAX_CHALLENGE_DAYS:
            problem = InputProblem("last_day", "challenge.too_long", {"limit": MAX_CHALLENGE_DAYS})
            problems.append(problem)
    return problems
