"""Preview a challenge before its launch: what it would ask, and how likely it is to succeed."""

from datetime import datetime
from typing import Literal

import msgspec

from learning.heavy_work import run_heavy_work
from learning.queries.challenges.earlier_figures import load_earlier_figures
from learning.queries.challenges.plan_forecast import (
    ForecastDays,
    PlanForecast,
    forecast_plan,
)
from learning.queries.challenges.practice_habits import TeamHabits, load_team_habits
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenge_forecast import ForecastBasis
from learning.rules.challenges.challenges import ChallengePlan, clamp_plan_days
from learning.rules.challenges.measures import MEASURE_RULES
from learning.rules.challenges.target_advice import advise_target
from learning.rules.challenges.vision_hints import VisionHintCode, find_vision_hints
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

SELECT_LED_TEAM_NAMES = """
SELECT id, name FROM team WHERE id = ANY($1) AND ($2 OR $3::bigint = ANY(path)) ORDER BY name
"""
NO_TEAM_HABITS = TeamHabits([], [])


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

    `chance`, 0 to 1, is null in a race, for a target that cannot be launched, and where nothing is
    known of a figure. `low`, `middle` and `high` are the values that are exceeded nine times, five
    times and once in ten. `ceiling` is the highest value that is possible, null if there is none.
    `basis` says what all this is based on. `minutes_a_day` is what the target asks of each person
    on a working day. `away` are the names of people without a day on duty.
    """

    chance: float | None
    suggested_target: float | None
    low: float | None
    middle: float | None
    high: float | None
    ceiling: float | None
    basis: ForecastBasis
    minutes_a_day: float | None
    people: int
    away: list[str]
    teams: list[TeamForecast]
    checks: list[VisionCheck | TargetCheck]


async def preview_challenge(
    leader: CurrentUser, plan: ChallengePlan, now: datetime
) -> ChallengePreview:
    """Forecast a plan from the habits of its teams, or from their earlier figures.

    The same plan on the same day gives the same preview. Teams that the leader does not lead are
    left out.
    """
    async with connection() as conn:
        names = await conn.fetch(
            SELECT_LED_TEAM_NAMES, list(plan.teams), leader.role == "admin", leader.team
        )
    team_names: dict[int, str] = dict(names)
    today = to_local_day(now, leader.zone)
    days = ForecastDays(*clamp_plan_days(plan, today), today)
    found = await load_team_habits(
        team_names, plan.measure, days.first, days.last, today, plan.trait
    )
    teams = {team: found.get(team, NO_TEAM_HABITS) for team in team_names}
    habits = {team: one.habits for team, one in teams.items()}
    earlier = (
        await load_earlier_figures(team_names, plan, today)
        if MEASURE_RULES[plan.measure].accepts_figures
        else []
    )
    forecast = await run_heavy_work(forecast_plan, plan, habits, earlier, days)
    return ChallengePreview(
        chance=forecast.chance,
        suggested_target=forecast.suggested_target,
        low=forecast.low,
        middle=forecast.middle,
        high=forecast.high,
        ceiling=forecast.ceiling,
        basis=forecast.basis,
        minutes_a_day=forecast.minutes_a_day,
        people=forecast.people,
        away=sorted({name for one in teams.values() for name in one.names_off_duty}),
        teams=[
            _make_team_forecast(team, team_names[team], one, forecast)
            for team, one in teams.items()
        ],
        checks=[*check_target(plan), *check_vision(plan.vision)],
    )


def _make_team_forecast(
    team: int, name: str, habits: TeamHabits, forecast: PlanForecast
) -> TeamForecast:
    return TeamForecast(
        str(team),
        name,
        len(habits.habits),
        sum(habit.duty.ahead for habit in habits.habits),
        forecast.win_chances.get(team),
    )


def check_vision(vision: str) -> list[VisionCheck]:
    """Give hints for a vision, the most useful first."""
    return [VisionCheck(hint) for hint in find_vision_hints(vision)]


def check_target(plan: ChallengePlan) -> list[TargetCheck]:
    """Give a hint for a target that one bad day decides."""
    advice = advise_target(plan)
    return [TargetCheck("one_bad_day", advice.target)] if advice else []
