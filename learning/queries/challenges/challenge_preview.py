"""What a challenge would ask, and how likely it is to succeed, before anybody hears of it."""

from collections.abc import Sequence
from datetime import datetime
from math import floor

import msgspec

from learning.queries.challenges.practice_habits import TeamHabits, load_team_habits
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenge_forecast import (
    PracticeHabit,
    calculate_win_chances,
    forecast_challenge,
)
from learning.rules.challenges.challenges import ChallengePlan, clamp_plan_days
from learning.rules.challenges.vision_hints import find_vision_hints
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

MIN_PEOPLE_FOR_NAMES = 5
"""People below which nothing is said of single ones."""
SELECT_LED_TEAM_NAMES = (
    "SELECT id, name FROM team WHERE id = ANY($1) AND ($2 OR $3::bigint = ANY(path)) ORDER BY name"
)
NO_TEAM_HABITS = TeamHabits([], 0.0, [])


class TeamForecast(msgspec.Struct, frozen=True):
    """A team that would take part. `chance` is of winning where teams race, else null; `duty` are person-days."""

    id: str
    name: str
    people: int
    duty: int
    chance: float | None


class VisionCheck(msgspec.Struct, frozen=True):
    """A gentle hint about a field."""

    field: str
    hint: str


class ChallengePreview(msgspec.Struct, frozen=True):
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
    checks: list[VisionCheck]


async def preview_challenge(
    leader: CurrentUser, plan: ChallengePlan, now: datetime
) -> ChallengePreview:
    """Simulate a plan from the habits of its teams; the same plan on the same day tells the same."""
    async with connection() as conn:
        names = await conn.fetch(
            SELECT_LED_TEAM_NAMES, list(plan.teams), leader.role == "admin", leader.team
        )
    teams = [row["id"] for row in names]
    today = to_local_day(now, leader.zone)
    habits_by_team = (
        await load_team_habits(teams, plan.measure, *clamp_plan_days(plan, today), today)
        if teams
        else {}
    )
    habits_of_teams = [habits_by_team.get(team, NO_TEAM_HABITS) for team in teams]
    everyone = list(
        {
            habit.person: habit for team_habits in habits_of_teams for habit in team_habits.habits
        }.values()
    )
    seed = f"{plan.team}:{today}"
    forecast_result = (
        None
        if plan.measure == "figure" or plan.form == "race" or not everyone
        else forecast_challenge(everyone, seed, per_person=plan.per_person)
    )
    win_chances = _calculate_race_chances(plan, habits_of_teams, seed)
    return ChallengePreview(
        chance=forecast_result.chance_to_reach(plan.target) if forecast_result else None,
        suggested_target=round_to_spoken_figure(
            forecast_result.suggested_target, per_person=plan.per_person
        )
        if forecast_result
        else None,
        low=forecast_result.low if forecast_result else None,
        high=forecast_result.high if forecast_result else None,
        minutes_a_day=_calculate_minutes_per_day(plan, everyone, habits_of_teams),
        people=len(everyone),
        away=sorted({name for one in habits_of_teams for name in one.names_off_duty}),
        teams=[
            TeamForecast(
                str(row["id"]),
                row["name"],
                len(one.habits),
                sum(habit.duty_days for habit in one.habits),
                chance,
            )
            for row, one, chance in zip(names, habits_of_teams, win_chances, strict=True)
        ],
        checks=check_vision(plan.vision),
    )


def check_vision(vision: str) -> list[VisionCheck]:
    """Look gently at a vision, the most useful hint first."""
    return [VisionCheck("vision", hint.text) for hint in find_vision_hints(vision)]


def _calculate_race_chances(
    plan: ChallengePlan, habits_of_teams: Sequence[TeamHabits], seed: str
) -> Sequence[float | None]:
    if plan.form != "race" or plan.measure == "figure":
        return [None] * len(habits_of_teams)
    return calculate_win_chances(
        [team_habits.habits for team_habits in habits_of_teams], seed, per_person=plan.per_person
    )


def _calculate_minutes_per_day(
    plan: ChallengePlan, everyone: Sequence[PracticeHabit], habits_of_teams: Sequence[TeamHabits]
) -> float | None:
    """Return the share of days that the target asks for, times a break's minutes; a whole break at most."""
    duty_days = sum(habit.duty_days for habit in everyone)
    expected_units = sum(habit.duty_days * habit.units_per_day for habit in everyone)
    if plan.measure == "figure" or not expected_units:
        return None
    target = plan.target * duty_days if plan.per_person else plan.target
    minutes = max(team_habits.mean_break_minutes for team_habits in habits_of_teams)
    return round(minutes * min(1.0, target / expected_units), 1)


def round_to_spoken_figure(value: float, *, per_person: bool) -> float:
    """Round to a figure that people say aloud: by the day on duty it keeps its hundredths, else it is whole, or in fives and tens."""
    if per_person:
        return round(value, 2)
    step = 1 if value < 20 else 5 if value < 200 else 10
    return float(floor(value / step + 0.5) * step)
