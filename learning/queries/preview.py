"""What a challenge would ask, and how likely it is to succeed, before anybody hears of it."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from learning.queries.habits import Staff, staff_of
from learning.queries.who import Who
from learning.rules.challenges import Plan, within_reach
from learning.rules.days import local_day
from learning.rules.forecast import Habit, chances_to_win, forecast
from learning.rules.vision import hints
from learning.tables.database import connection

SMALL = 5
"""People below which nothing is said of single ones."""
TEAMS = "SELECT id, name FROM team WHERE id = ANY($1) AND ($2 OR $3::bigint = ANY(path)) ORDER BY name"
NOBODY = Staff([], 0.0, [])


class TeamForecast(msgspec.Struct, frozen=True):
    """A team that would take part. `chance` is of winning where teams race, else null; `duty` are person-days."""

    id: str
    name: str
    people: int
    duty: int
    chance: float | None


class Check(msgspec.Struct, frozen=True):
    """A gentle hint about a field."""

    field: str
    hint: str


class Preview(msgspec.Struct, frozen=True):
    """What to expect. `chance` and `suggested_target` are null where nothing is known: figures come from outside.

    `minutes_a_day` is what the target asks of each person on a working day; `away` names who has no working day in it.
    """

    chance: float | None
    suggested_target: float | None
    low: float | None
    high: float | None
    minutes_a_day: float | None
    people: int
    away: list[str]
    teams: list[TeamForecast]
    checks: list[Check]


async def preview(leader: Who, plan: Plan, now: datetime) -> Preview:
    """Simulate a plan from the habits of its teams; the same plan on the same day tells the same."""
    async with connection() as conn:
        names = await conn.fetch(TEAMS, list(plan.teams), leader.role == "admin", leader.team)
    teams = [row["id"] for row in names]
    today = local_day(now, leader.zone)
    found = await staff_of(teams, plan.measure, *within_reach(plan, today), today) if teams else {}
    staff = [found.get(team, NOBODY) for team in teams]
    everyone = list({habit.person: habit for one in staff for habit in one.habits}.values())
    seed = f"{plan.team}:{today}"
    told = (
        None
        if plan.measure == "figure" or plan.form == "race" or not everyone
        else forecast(everyone, seed, per_person=plan.per_person)
    )
    wins = _wins(plan, staff, seed)
    return Preview(
        chance=told.chance(plan.target) if told else None,
        suggested_target=spoken(told.suggested, per_person=plan.per_person) if told else None,
        low=told.low if told else None,
        high=told.high if told else None,
        minutes_a_day=_minutes(plan, everyone, staff),
        people=len(everyone),
        away=sorted({name for one in staff for name in one.away}),
        teams=[
            TeamForecast(str(row["id"]), row["name"], len(one.habits), sum(habit.duty for habit in one.habits), chance)
            for row, one, chance in zip(names, staff, wins, strict=True)
        ],
        checks=checks_of(plan.vision),
    )


def checks_of(vision: str) -> list[Check]:
    """Look gently at a vision, the most useful hint first."""
    return [Check("vision", hint.text) for hint in hints(vision)]


def _wins(plan: Plan, staff: Sequence[Staff], seed: str) -> Sequence[float | None]:
    if plan.form != "race" or plan.measure == "figure":
        return [None] * len(staff)
    return chances_to_win([one.habits for one in staff], seed, per_person=plan.per_person)


def _minutes(plan: Plan, everyone: Sequence[Habit], staff: Sequence[Staff]) -> float | None:
    """Return the share of days that the target asks for, times a break's minutes; a whole break at most."""
    duty = sum(habit.duty for habit in everyone)
    bring = sum(habit.duty * habit.units for habit in everyone)
    if plan.measure == "figure" or not bring:
        return None
    target = plan.target * duty if plan.per_person else plan.target
    minutes = max(one.minutes for one in staff)
    return round(minutes * min(1.0, target / bring), 1)


def spoken(value: float, *, per_person: bool) -> float:
    """Round to a figure that people say aloud: by the day on duty it keeps its hundredths, else it is whole, or in fives and tens."""
    if per_person:
        return round(value, 2)
    step = 1 if value < 20 else 5 if value < 200 else 10
    return float(round(value / step) * step)
