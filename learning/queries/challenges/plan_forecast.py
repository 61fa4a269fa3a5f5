"""Forecast a plan from the habits of the people who would take part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean

from learning.queries.challenges.habit_sql import HABIT_HISTORY, HABIT_SQL, HabitSql
from learning.queries.challenges.practice_habits import PersonHabit
from learning.rules.challenges.bounded_distribution import ValueMoments
from learning.rules.challenges.challenge_forecast import (
    ChallengeForecast,
    ForecastBasis,
    calculate_win_chances,
    forecast_team_value,
)
from learning.rules.challenges.challenge_scores import Scoring
from learning.rules.challenges.challenges import (
    ChallengePlan,
    complete_plan_units,
    is_plan_target_possible,
)
from learning.rules.challenges.figure_forecast import (
    EarlierFigure,
    FiguresAhead,
    forecast_figures,
)
from learning.rules.challenges.practice_forecast import forecast_events, forecast_practice_days
from learning.rules.challenges.stage_targets import STEPS_OF_RATES

USUAL_FREE_SHARE = 0.1
"""The share of days off duty with practice that is assumed where nothing is known."""


@dataclass(frozen=True, slots=True)
class ForecastDays:
    """The first and last day of a challenge, seen from today."""

    first: date
    last: date
    today: date

    @property
    def days_away(self) -> float:
        """The distance from today to the middle of the challenge."""
        return (self.first - self.today).days + ((self.last - self.first).days + 1) / 2


@dataclass(frozen=True, slots=True)
class PlanForecast:
    """What a preview says of a plan. The fields are those of `ChallengePreview`.

    `win_chances` are by team, and empty where no teams race.
    """

    people: int
    basis: ForecastBasis
    win_chances: Mapping[int, float]
    minutes_a_day: float | None = None
    chance: float | None = None
    suggested_target: float | None = None
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    ceiling: float | None = None


def forecast_plan(
    plan: ChallengePlan,
    habits_by_team: Mapping[int, Sequence[PersonHabit]],
    earlier_figures: Sequence[EarlierFigure],
    days: ForecastDays,
) -> PlanForecast:
    """Forecast a plan. A person of several teams counts once."""
    everyone = list(
        {habit.person: habit for habits in habits_by_team.values() for habit in habits}.values()
    )
    if plan.measure not in HABIT_SQL:
        teams = list(habits_by_team)
        return _forecast_figures(plan, teams, everyone, earlier_figures, days)
    basis = _describe_habits(plan, everyone)
    if not everyone:
        return PlanForecast(0, basis, {})
    forecast = _forecast_habits(plan, everyone, days)
    minutes = _calculate_minutes_a_day(plan, everyone, forecast, days)
    if plan.form == "race":
        values = [_forecast_habits(plan, one, days).values for one in habits_by_team.values()]
        chances = dict(zip(habits_by_team, calculate_win_chances(values), strict=True))
        return PlanForecast(len(everyone), basis, chances, minutes)
    is_open = HABIT_SQL[plan.measure].events is not None
    return replace(
        _describe_forecast(plan, forecast, len(everyone), basis),
        minutes_a_day=minutes,
        ceiling=None if is_open else forecast.values.high,
    )


def _describe_forecast(
    plan: ChallengePlan,
    forecast: ChallengeForecast,
    people: int,
    basis: ForecastBasis,
    step: float | None = None,
) -> PlanForecast:
    return PlanForecast(
        people,
        basis,
        {},
        chance=forecast.chance_to_reach(plan.target) if is_plan_target_possible(plan) else None,
        suggested_target=forecast.suggest_target(per_person=plan.per_person, step=step),
        low=forecast.low,
        middle=forecast.middle,
        high=forecast.high,
    )


def _forecast_figures(
    plan: ChallengePlan,
    teams: Sequence[int],
    everyone: Sequence[PersonHabit],
    earlier: Sequence[EarlierFigure],
    days: ForecastDays,
) -> PlanForecast:
    """Forecast figures from outside. In a race there is no chance of one target."""
    plan = complete_plan_units(plan)
    unit_type = plan.unit_type or "count"
    duty_days = sum(habit.duty.ahead for habit in everyone)
    forecast = forecast_figures(
        earlier,
        FiguresAhead(teams, (days.last - days.first).days + 1, days.days_away, duty_days),
        Scoring(unit_type, plan.lower_is_better, plan.per_person),
        plan.score_max,
    )
    if forecast is None or plan.form == "race":
        return PlanForecast(len(everyone), ForecastBasis("no_figures"), {})
    basis = ForecastBasis("figures", figures=len(earlier))
    step = STEPS_OF_RATES.get(unit_type)
    return _describe_forecast(plan, forecast, len(everyone), basis, step)


def _forecast_habits(
    plan: ChallengePlan, habits: Sequence[PersonHabit], days: ForecastDays
) -> ChallengeForecast:
    """Forecast the value of some people together."""
    habit_sql = HABIT_SQL[plan.measure]
    return forecast_team_value(
        _forecast_total(habit_sql, habits, days.days_away),
        sum(habit.duty.ahead for habit in habits),
        per_person=plan.per_person,
        whole=habit_sql.whole,
    )


def _forecast_total(
    habit_sql: HabitSql, habits: Sequence[PersonHabit], days_away: float
) -> ValueMoments:
    if habit_sql.events:
        return forecast_events([habit.events for habit in habits], habit_sql.usual, days_away)
    total = forecast_practice_days((habit.duty for habit in habits), habit_sql.usual, days_away)
    if not habit_sql.counts_free_days:
        return total
    free_days = (habit.free for habit in habits)
    return total.plus(forecast_practice_days(free_days, USUAL_FREE_SHARE, days_away))


def _describe_habits(plan: ChallengePlan, habits: Sequence[PersonHabit]) -> ForecastBasis:
    """Say what a forecast is based on, and what it assumes where nothing is known."""
    known = sum(habit.days_known > 0 for habit in habits)
    return ForecastBasis(
        "people" if known else "nothing",
        people=known,
        newcomers=len(habits) - known,
        days=HABIT_HISTORY.days,
        assumed=None if known else HABIT_SQL[plan.measure].usual,
    )


def _calculate_minutes_a_day(
    plan: ChallengePlan,
    habits: Sequence[PersonHabit],
    forecast: ChallengeForecast,
    days: ForecastDays,
) -> float | None:
    """Return the minutes that the target asks of each person on a working day.

    Where days with practice count, they are the length of a break for each day that the target
    needs. Where something else counts, people need as many minutes as now for what they are
    expected to reach, and more in proportion. Moments take no break, so there are no minutes.
    """
    duty_days = sum(habit.duty.ahead for habit in habits)
    if plan.measure == "moments" or not duty_days or not is_plan_target_possible(plan):
        return None
    minutes = fmean(habit.minutes for habit in habits)
    target = plan.target * duty_days if plan.per_person else plan.target
    if not HABIT_SQL[plan.measure].events:
        return round(minutes * target / duty_days, 1)
    histories = (habit.duty for habit in habits)
    practice = forecast_practice_days(histories, HABIT_SQL["breaks"].usual, days.days_away)
    reached = forecast.middle * duty_days if plan.per_person else forecast.middle
    return round(minutes * practice.mean / duty_days * target / reached, 1) if reached else None
