"""Challenges: what may be launched, how far one has come, what may still be changed, and how it ends. Values only.

A team goal only adds up: nothing anybody does, or does not do, takes a step back from it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from learning.rules.challenges.challenge_templates import CHALLENGE_FORMS, CHALLENGE_MEASURES
from learning.rules.refusals import InputProblem
from learning.rules.rota.days import find_day_start

MAX_CHALLENGE_DAYS = 120
"""Days that a challenge may take: a season and a bit."""
MAX_PLANNING_DAYS_AHEAD = 180
"""Days ahead for which one can be planned."""
MIN_CHALLENGE_TARGET, MAX_CHALLENGE_TARGET = 1e-6, 1e9
"""What a target can be: the stages that move with it stay numbers."""
MAX_CHALLENGE_STAGES = 12
MAX_CHALLENGE_TEAMS = 200
LATE_ATTEMPTS_GRACE = timedelta(hours=24)
"""How long after its end the answers given offline before its end still count."""


@dataclass(frozen=True, slots=True)
class ChallengeStagePlan:
    """A milestone, or a stage of a quest, at a value of the measure."""

    title: str
    story: str
    target: float


@dataclass(frozen=True, slots=True)
class ChallengePlan:
    """What a leader composes. `team` leads it; `teams` take part: itself, or some of those below it.

    `leaders` are the logins of co-leaders.
    """

    id: UUID
    team: int
    teams: tuple[int, ...]
    leaders: tuple[str, ...]
    template: str
    form: str
    title: str
    vision: str
    message: str
    reward: str
    measure: str
    trait: str | None
    unit: str
    target: float
    per_person: bool
    first_day: date
    last_day: date
    stages: tuple[ChallengeStagePlan, ...]


@dataclass(frozen=True, slots=True)
class ParticipatingTeam:
    """A team that takes part, and what it has reached. `duty` are person-days on duty in all."""

    team: int
    name: str
    duty_days: int
    value: float


@dataclass(frozen=True, slots=True)
class RankedTeam:
    """A side as it is compared: `score` is a person-day's share where that is asked for; equals share a place."""

    team: ParticipatingTeam
    score: float
    place: int


def find_plan_problems(plan: ChallengePlan, today: date) -> list[InputProblem]:
    """Return everything that keeps a plan from being launched on a day, each with what to do."""
    return [
        InputProblem(field, message)
        for field, message, is_wrong in _check_plan(plan, today)
        if is_wrong
    ]


def _check_plan(plan: ChallengePlan, today: date) -> Iterable[tuple[str, str, bool]]:
    days = (plan.last_day - plan.first_day).days + 1
    yield "title", "Give it a name that people will say aloud.", not plan.title.strip()
    yield (
        "vision",
        "Say why it matters: that is what people will work for.",
        not plan.vision.strip(),
    )
    yield "form", f"Choose one of {', '.join(CHALLENGE_FORMS)}.", plan.form not in CHALLENGE_FORMS
    yield (
        "measure",
        f"Choose one of {', '.join(CHALLENGE_MEASURES)}.",
        plan.measure not in CHALLENGE_MEASURES,
    )
    yield (
        "trait",
        "Only moments can be counted by a trait.",
        bool(plan.trait) and plan.measure != "moments",
    )
    yield (
        "target",
        "Give a target above 0.",
        not MIN_CHALLENGE_TARGET <= plan.target < MAX_CHALLENGE_TARGET,
    )
    yield "first_day", "It cannot begin in the past: choose today or later.", plan.first_day < today
    yield (
        "first_day",
        f"Plan {MAX_PLANNING_DAYS_AHEAD} days ahead at most.",
        (plan.first_day - today).days > MAX_PLANNING_DAYS_AHEAD,
    )
    yield "last_day", "The last day comes before the first.", days < 1
    yield (
        "last_day",
        f"A challenge takes {MAX_CHALLENGE_DAYS} days at most.",
        days > MAX_CHALLENGE_DAYS,
    )
    yield (
        "teams",
        "A race needs at least two teams.",
        plan.form == "race" and len(set(plan.teams)) < 2,
    )
    yield (
        "teams",
        f"Choose 1 to {MAX_CHALLENGE_TEAMS} teams.",
        not 0 < len(set(plan.teams)) <= MAX_CHALLENGE_TEAMS,
    )
    yield (
        "stages",
        f"{MAX_CHALLENGE_STAGES} stages are the most.",
        len(plan.stages) > MAX_CHALLENGE_STAGES,
    )
    yield "stages", "Give each stage a name.", not all(stage.title.strip() for stage in plan.stages)
    yield "stages", "A quest needs stages.", plan.form == "quest" and not plan.stages
    yield (
        "stages",
        "Each stage lies further than the one before, up to the target.",
        not _are_stages_ascending(plan),
    )


def _are_stages_ascending(plan: ChallengePlan) -> bool:
    steps = [stage.target for stage in plan.stages]
    rising = all(lower < higher for lower, higher in pairwise(steps))
    return rising and all(MIN_CHALLENGE_TARGET <= step <= plan.target + 1e-9 for step in steps)


def clamp_plan_days(plan: ChallengePlan, today: date) -> tuple[date, date]:
    """Return the first and the last day of a plan, moved to where it could be launched: a plan on its way names any days."""
    first = min(max(plan.first_day, today), today + timedelta(days=MAX_PLANNING_DAYS_AHEAD))
    return first, min(max(plan.last_day, first), first + timedelta(days=MAX_CHALLENGE_DAYS - 1))


def calculate_challenge_span(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Return the instants (UTC) at which a team's part begins and ends: its local days, whatever its clocks do."""
    return find_day_start(first, zone), find_day_start(last + timedelta(days=1), zone)


def calculate_challenge_value(
    form: str, teams: Sequence[ParticipatingTeam], *, per_person: bool, as_percentage: bool = False
) -> float:
    """Return the value that is held against the target: of the one side, of the best in a race, of all together.

    A `share` (per cent) is averaged by duty rather than summed.
    """
    if form == "race":
        return max((_score_team(team, per_person=per_person) for team in teams), default=0.0)
    duty_days, total = sum(side.duty_days for side in teams), sum(side.value for side in teams)
    if as_percentage:
        return sum(side.value * side.duty_days for side in teams) / duty_days if duty_days else 0.0
    return total / duty_days if per_person and duty_days else 0.0 if per_person else total


def rank_teams_by_score(
    teams: Sequence[ParticipatingTeam], *, per_person: bool
) -> list[RankedTeam]:
    """Compare the sides, best first. Small teams can win: where it is per person, a day on duty counts, not a head."""
    order = sorted(teams, key=lambda side: (-_score_team(side, per_person=per_person), side.team))
    ranked: list[RankedTeam] = []
    for position, team in enumerate(order, start=1):
        score = _score_team(team, per_person=per_person)
        tied = bool(ranked) and ranked[-1].score == score
        ranked.append(RankedTeam(team, score, ranked[-1].place if tied else position))
    return ranked


def _score_team(team: ParticipatingTeam, *, per_person: bool) -> float:
    if not per_person:
        return team.value
    return team.value / team.duty_days if team.duty_days else 0.0


def count_reached_stages(targets: Iterable[float], value: float) -> int:
    """Return how many stages, in order, a value has reached. A hair's breadth is not held against anybody."""
    return sum(target <= value + 1e-9 for target in targets)


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
    """Return what makes a change unfair to those who are on their way already, or impossible."""
    found = []
    if edit.target is not None and not MIN_CHALLENGE_TARGET <= edit.target < MAX_CHALLENGE_TARGET:
        found.append(InputProblem("target", "Give a target above 0."))
    elif edit.target is not None and running and edit.target > target:
        found.append(
            InputProblem("target", "It is running: the target may come nearer, not move away.")
        )
    if edit.last_day is not None and edit.last_day < (last if running else max(first, today)):
        found.append(
            InputProblem(
                "last_day",
                "It is running: the end may move later, not nearer."
                if running
                else "Choose a day after the first.",
            )
        )
    if edit.last_day is not None and (edit.last_day - first).days + 1 > MAX_CHALLENGE_DAYS:
        found.append(
            InputProblem("last_day", f"A challenge takes {MAX_CHALLENGE_DAYS} days at most.")
        )
    return found
