"""Rules of challenges: launch, value, places, and changes.

The total of a team only grows: no answer, and no missing answer, takes anything away from it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal
from uuid import UUID

from learning.rules.challenges.challenge_templates import ChallengeForm
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
ROUNDING_TOLERANCE = 1e-9
"""A value that misses a target by less than this has reached it: sums of floats are not exact."""


@dataclass(frozen=True, slots=True)
class ChallengeStagePlan:
    """A milestone, or a stage of a quest, at a value of the measure."""

    title: str
    story: str
    target: float


@dataclass(frozen=True, slots=True)
class ChallengePlan:
    """What a leader composes. `team` leads the challenge. `teams` take part: it, or some below it.

    `leaders` are the logins of co-leaders. `template` is the id of a template, or empty.
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


@dataclass(frozen=True, slots=True)
class ParticipatingTeam:
    """A team that takes part, and its value. `duty_days` is the sum over its people."""

    team: int
    name: str
    duty_days: int
    value: float


@dataclass(frozen=True, slots=True)
class RankedTeam:
    """A team with its score and place. Teams with equal scores share a place.

    `score` is the value, or the value per person and day on duty where the challenge asks for that.
    """

    team: ParticipatingTeam
    score: float
    place: int


def find_plan_problems(plan: ChallengePlan, today: date) -> list[InputProblem]:
    """Return everything that prevents the launch of a plan on a day. An empty list: it is fine."""
    checks = (*_check_plan_fields(plan), *_check_plan_days(plan, today), *_check_plan_stages(plan))
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
        not is_target_possible(plan.target),
        InputProblem("target", "challenge.target_out_of_range"),
    )
    yield (
        plan.form == "race" and team_count < 2,
        InputProblem("teams", "challenge.race_needs_teams"),
    )
    yield (
        not 0 < team_count <= MAX_CHALLENGE_TEAMS,
        InputProblem("teams", "challenge.team_count", {"limit": MAX_CHALLENGE_TEAMS}),
    )


def is_target_possible(target: float) -> bool:
    """Say whether a challenge can have this target."""
    return MIN_CHALLENGE_TARGET <= target < MAX_CHALLENGE_TARGET


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
        not _are_stages_ascending(plan),
        InputProblem("stages", "challenge.stages_not_ascending"),
    )


def _are_stages_ascending(plan: ChallengePlan) -> bool:
    targets = [stage.target for stage in plan.stages]
    is_ascending = all(lower < higher for lower, higher in pairwise(targets))
    return is_ascending and all(
        MIN_CHALLENGE_TARGET <= target <= plan.target + ROUNDING_TOLERANCE for target in targets
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


def calculate_challenge_value(
    form: ChallengeForm,
    teams: Sequence[ParticipatingTeam],
    *,
    per_person: bool,
    as_percentage: bool = False,
) -> float:
    """Return the value that is compared with the target.

    It is the score of the best team in a race, and the total of all teams otherwise. Percentages
    are averaged, weighted by the days on duty.
    """
    if form == "race":
        return max((_score_team(team, per_person=per_person) for team in teams), default=0.0)
    duty_days, total = sum(team.duty_days for team in teams), sum(team.value for team in teams)
    if not (as_percentage or per_person):
        return total
    if not duty_days:
        return 0.0
    if as_percentage:
        return sum(team.value * team.duty_days for team in teams) / duty_days
    return total / duty_days


def rank_teams_by_score(
    teams: Sequence[ParticipatingTeam], *, per_person: bool
) -> list[RankedTeam]:
    """Rank teams, best first. `per_person` divides by days on duty, so a small team can win."""
    order = sorted(teams, key=lambda team: (-_score_team(team, per_person=per_person), team.team))
    ranked: list[RankedTeam] = []
    for position, team in enumerate(order, start=1):
        score = _score_team(team, per_person=per_person)
        is_tied = bool(ranked) and ranked[-1].score == score
        ranked.append(RankedTeam(team, score, ranked[-1].place if is_tied else position))
    return ranked


def _score_team(team: ParticipatingTeam, *, per_person: bool) -> float:
    if not per_person:
        return team.value
    return team.value / team.duty_days if team.duty_days else 0.0


def count_reached_stages(targets: Iterable[float], value: float) -> int:
    """Return how many stages a value has reached."""
    return sum(has_reached(value, target) for target in targets)


def has_reached(value: float, target: float) -> bool:
    """Say whether a value has reached a target, within `ROUNDING_TOLERANCE`."""
    return value >= target - ROUNDING_TOLERANCE


@dataclass(frozen=True, slots=True)
class ChallengeEdit:
    """What a leader may still change; None leaves it as it is."""

    title: str | None = None
    vision: str | None = None
    message: str | None = None
    reward: str | None = None
    target: float | None = None
    last_day: date | None = None


def find_edit_problems(
    edit: ChallengeEdit, target: float, first: date, last: date, today: date, *, running: bool
) -> list[InputProblem]:
    """Return what makes a change impossible, or unfair to people who already take part.

    `target`, `first` and `last` are the values before the change.
    """
    problems: list[InputProblem] = []
    if edit.target is not None:
        if not is_target_possible(edit.target):
            problems.append(InputProblem("target", "challenge.target_out_of_range"))
        elif running and edit.target > target:
            problems.append(InputProblem("target", "challenge.target_raised"))
    if edit.last_day is not None:
        if running and edit.last_day < last:
            problems.append(InputProblem("last_day", "challenge.end_moved_earlier"))
        elif not running and edit.last_day < max(first, today):
            problems.append(InputProblem("last_day", "challenge.end_not_after_start"))
        if (edit.last_day - first).days + 1 > MAX_CHALLENGE_DAYS:
            problem = InputProblem("last_day", "challenge.too_long", {"limit": MAX_CHALLENGE_DAYS})
            problems.append(problem)
    return problems
