"""Challenges: what may be launched, how far one has come, what may still be changed, and how it ends. Values only.

A team goal only adds up: nothing anybody does, or does not do, takes a step back from it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from learning.rules.days import day_start
from learning.rules.problems import Problem
from learning.rules.templates import FORMS, MEASURES

LONGEST = 120
"""Days that a challenge may take: a season and a bit."""
AHEAD = 180
"""Days ahead for which one can be planned."""
LEAST, MOST = 1e-6, 1e9
"""What a target can be: the stages that move with it stay numbers."""
MOST_STAGES = 12
MOST_TEAMS = 200
GRACE = timedelta(hours=24)
"""How long after its end the answers given offline before its end still count."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A milestone, or a stage of a quest, at a value of the measure."""

    title: str
    story: str
    target: float


@dataclass(frozen=True, slots=True)
class Plan:
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
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A team that takes part, and what it has reached. `duty` are person-days on duty in all."""

    team: int
    name: str
    duty: int
    value: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A side as it is compared: `score` is a person-day's share where that is asked for; equals share a place."""

    side: Side
    score: float
    place: int


def faults(plan: Plan, today: date) -> list[Problem]:
    """Return everything that keeps a plan from being launched on a day, each with what to do."""
    return [Problem(where, what) for where, what, wrong in _checks(plan, today) if wrong]


def _checks(plan: Plan, today: date) -> Iterable[tuple[str, str, bool]]:
    days = (plan.last_day - plan.first_day).days + 1
    yield "title", "Give it a name that people will say aloud.", not plan.title.strip()
    yield "vision", "Say why it matters: that is what people will work for.", not plan.vision.strip()
    yield "form", f"Choose one of {', '.join(FORMS)}.", plan.form not in FORMS
    yield "measure", f"Choose one of {', '.join(MEASURES)}.", plan.measure not in MEASURES
    yield "trait", "Only moments can be counted by a trait.", bool(plan.trait) and plan.measure != "moments"
    yield "target", "Give a target above 0.", not LEAST <= plan.target < MOST
    yield "first_day", "It cannot begin in the past: choose today or later.", plan.first_day < today
    yield "first_day", f"Plan {AHEAD} days ahead at most.", (plan.first_day - today).days > AHEAD
    yield "last_day", "The last day comes before the first.", days < 1
    yield "last_day", f"A challenge takes {LONGEST} days at most.", days > LONGEST
    yield "teams", "A race needs at least two teams.", plan.form == "race" and len(set(plan.teams)) < 2
    yield "teams", f"Choose 1 to {MOST_TEAMS} teams.", not 0 < len(set(plan.teams)) <= MOST_TEAMS
    yield "stages", f"{MOST_STAGES} stages are the most.", len(plan.stages) > MOST_STAGES
    yield "stages", "Give each stage a name.", not all(stage.title.strip() for stage in plan.stages)
    yield "stages", "A quest needs stages.", plan.form == "quest" and not plan.stages
    yield "stages", "Each stage lies further than the one before, up to the target.", not _climbing(plan)


def _climbing(plan: Plan) -> bool:
    steps = [stage.target for stage in plan.stages]
    rising = all(lower < higher for lower, higher in pairwise(steps))
    return rising and all(LEAST <= step <= plan.target + 1e-9 for step in steps)


def within_reach(plan: Plan, today: date) -> tuple[date, date]:
    """Return the first and the last day of a plan, moved to where it could be launched: a plan on its way names any days."""
    first = min(max(plan.first_day, today), today + timedelta(days=AHEAD))
    return first, min(max(plan.last_day, first), first + timedelta(days=LONGEST - 1))


def span(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """Return the instants (UTC) at which a team's part begins and ends: its local days, whatever its clocks do."""
    return day_start(first, zone), day_start(last + timedelta(days=1), zone)


def counted(form: str, sides: Sequence[Side], *, per_person: bool, share: bool = False) -> float:
    """Return the value that is held against the target: of the one side, of the best in a race, of all together.

    A `share` (per cent) is averaged by duty rather than summed.
    """
    if form == "race":
        return max((_score(side, per_person=per_person) for side in sides), default=0.0)
    duty, total = sum(side.duty for side in sides), sum(side.value for side in sides)
    if share:
        return sum(side.value * side.duty for side in sides) / duty if duty else 0.0
    return total / duty if per_person and duty else 0.0 if per_person else total


def placed(sides: Sequence[Side], *, per_person: bool) -> list[Placed]:
    """Compare the sides, best first. Small teams can win: where it is per person, a day on duty counts, not a head."""
    order = sorted(sides, key=lambda side: (-_score(side, per_person=per_person), side.team))
    places: list[Placed] = []
    for position, side in enumerate(order, start=1):
        score = _score(side, per_person=per_person)
        tied = bool(places) and places[-1].score == score
        places.append(Placed(side, score, places[-1].place if tied else position))
    return places


def _score(side: Side, *, per_person: bool) -> float:
    if not per_person:
        return side.value
    return side.value / side.duty if side.duty else 0.0


def reached(targets: Iterable[float], value: float) -> int:
    """Return how many stages, in order, a value has reached. A hair's breadth is not held against anybody."""
    return sum(target <= value + 1e-9 for target in targets)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a leader may still change; None leaves it as it is."""

    title: str | None = None
    vision: str | None = None
    message: str | None = None
    reward: str | None = None
    target: float | None = None
    last_day: date | None = None


def edit_faults(edit: Edit, target: float, first: date, last: date, today: date, *, running: bool) -> list[Problem]:
    """Return what makes a change unfair to those who are on their way already, or impossible."""
    found = []
    if edit.target is not None and not LEAST <= edit.target < MOST:
        found.append(Problem("target", "Give a target above 0."))
    elif edit.target is not None and running and edit.target > target:
        found.append(Problem("target", "It is running: the target may come nearer, not move away."))
    if edit.last_day is not None and edit.last_day < (last if running else max(first, today)):
        found.append(
            Problem(
                "last_day",
                "It is running: the end may move later, not nearer." if running else "Choose a day after the first.",
            )
        )
    if edit.last_day is not None and (edit.last_day - first).days + 1 > LONGEST:
        found.append(Problem("last_day", f"A challenge takes {LONGEST} days at most."))
    return found
