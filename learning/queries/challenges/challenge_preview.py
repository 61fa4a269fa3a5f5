"""Preview a challenge before its launch: what it would ask, and how likely it is to succeed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from learning.queries.challenges.measure_sql import MEASURE_SQL
from learning.queries.challenges.practice_habits import TeamHabits, load_team_habits
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenge_forecast import (
    ChallengeForecast,
    PracticeHabit,
    calculate_win_chances,
    forecast_challenge,
)
from learning.rules.challenges.challenges import ChallengePlan, clamp_plan_days
from learning.rules.challenges.target_advice import advise_target
from learning.rules.challenges.target_rounding import round_to_spoken_figure
from learning.rules.challenges.vision_hints import VisionHintCode, find_vision_hints
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

SELECT_LED_TEAM_NAMES = """
SELECT id, name FROM team WHERE id = ANY($1) AND ($2 OR $3::bigint = ANY(path)) ORDER BY name
"""
NO_TEAM_HABITS = TeamHabits([], 0.0, [])


class TeamForecast(msgspec.Struct, frozen=True):
    """A team that would take part. `duty` is the sum of its people's days on duty.

    `chance` is its chance to win where teams race, else null.
    """

    id: str
    name: str
    people: int
    duty: int
    chance: float | None


class VisionCheck(msgspec.Struct, frozen=True, tag_field="field", tag="vision"):
    """A hint about the vision, as a code."""

    hint: VisionHintCode


class TargetCheck(msgspec.Struct, frozen=True, tag_field="field", tag="target"):
    """A hint about the target, as a code, with a better target if there is one.

    one_bad_day: after one bad day, the target cannot be reached any more.
    """

    hint: Literal["one_bad_day"]
    suggestion: float | None


class ChallengePreview(msgspec.Struct, frozen=True):
    """What to expect of a challenge.

    `chance`, `suggested_target`, `low` and `high` are null where there is no forecast: in a race,
    and for figures from outside. `minutes_a_day` is what the target asks of each person on a
    working day. `away` are the names of people without a day on duty.
    """

    chance: float | None
    suggested_target: float | None
    low: float | None
    high: float | None
    minutes_a_day: float | None
    people: int
    away: list[str]
    teams: list[TeamForecast]
    checks: list[VisionCheck | TargetCheck]


async def preview_challenge(
    leader: CurrentUser, plan: ChallengePlan, now: datetime
) -> ChallengePreview:
    """Simulate a plan from the habits of its teams.

    The same plan on the same day gives the same preview. Teams that the leader does not lead are
    left out.
    """
    async with connection() as conn:
        names = await conn.fetch(
            SELECT_LED_TEAM_NAMES, list(plan.teams), leader.role == "admin", leader.team
        )
    teams = [row["id"] for row in names]
    today = to_local_day(now, leader.zone)
    days = clamp_plan_days(plan, today)
    habits_by_team = await load_team_habits(teams, plan.measure, *days, today) if teams else {}
    habits_of_teams = [habits_by_team.get(team, NO_TEAM_HABITS) for team in teams]
    everyone = list(
        {
            habit.person: habit for team_habits in habits_of_teams for habit in team_habits.habits
        }.values()
    )
    seed = f"{plan.team}:{today}"
    forecast = _forecast_plan(plan, everyone, seed)
    win_chances = _calculate_race_chances(plan, habits_of_teams, seed)
    return ChallengePreview(
        chance=forecast.chance_to_reach(plan.target) if forecast else None,
        suggested_target=round_to_spoken_figure(
            forecast.suggested_target, per_person=plan.per_person
        )
        if forecast
        else None,
        low=forecast.low if forecast else None,
        high=forecast.high if forecast else None,
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
        checks=[*check_target(plan), *check_vision(plan.vision)],
    )


def check_vision(vision: str) -> list[VisionCheck]:
    """Give hints for a vision, the most useful first."""
    return [VisionCheck(hint) for hint in find_vision_hints(vision)]


def check_target(plan: ChallengePlan) -> list[TargetCheck]:
    """Give a hint for a target that one bad day decides."""
    advice = advise_target(plan)
    return [TargetCheck("one_bad_day", advice.target)] if advice else []


def _can_forecast(plan: ChallengePlan) -> bool:
    return MEASURE_SQL[plan.measure].units_per_day is not None


def _forecast_plan(
    plan: ChallengePlan, everyone: Sequence[PracticeHabit], seed: str
) -> ChallengeForecast | None:
    if plan.form == "race" or not everyone or not _can_forecast(plan):
        return None
    return forecast_challenge(everyone, seed, per_person=plan.per_person)


def _calculate_race_chances(
    plan: ChallengePlan, habits_of_teams: Sequence[TeamHabits], seed: str
) -> Sequence[float | None]:
    if plan.form != "race" or not _can_forecast(plan):
        return [None] * len(habits_of_teams)
    return calculate_win_chances(
        [team_habits.habits for team_habits in habits_of_teams], seed, per_person=plan.per_person
    )


def _calculate_minutes_per_day(
    plan: ChallengePlan, everyone: Sequence[PracticeHabit], habits_of_teams: Sequence[TeamHabits]
) -> float | None:
    """Return the minutes that the target asks of each person on a working day.

    They are the share of days that the target needs, times the length of a break, at most one
    whole break.
    """
    duty_days = sum(habit.duty_days for habit in everyone)
    expected_units = sum(habit.duty_days * habit.units_per_day for habit in everyone)
    if not expected_units or not _can_forecast(plan):
        return None
    target = plan.target * duty_days if plan.per_person else plan.target
    minutes = max(team_habits.mean_break_minutes for team_habits in habits_of_teams)
    return round(minutes * min(1.0, target / expected_units), 1)
