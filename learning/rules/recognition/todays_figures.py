"""The figures that several screens show of a person, as of one local day.

Every place that says how many points or days a person has takes them from here, so that a profile,
a receipt and a page agree at any moment.
"""

from datetime import date

import msgspec

from learning.rules.boards.periods import PointsTotals
from learning.rules.recognition.streaks import Streak, add_practice_day, calculate_streak_on
from learning.rules.rota.days import Rota, find_week_start


class TodaysFigures(msgspec.Struct, frozen=True):
    """Points in all and of the week that holds `day`, and the streak on that day.

    `week` is the Monday of that week. `practised_today` says whether the streak holds today
    already; `streak_if_today` is the streak after practice today.
    """

    day: date
    week: date
    points: int
    week_points: int
    streak: int
    streak_if_today: int
    practised_today: bool


def calculate_todays_figures(
    totals: PointsTotals,
    streak: Streak,
    rota: Rota,
    today: date,
    ledger_week_points: int | None = None,
) -> TodaysFigures:
    """Return the figures of a day.

    `ledger_week_points` is the sum of the ledger. It is only needed where `is_ledger_needed`.
    """
    week = find_week_start(today)
    practised_today = streak.last is not None and streak.last >= today
    current = calculate_streak_on(streak, today, rota).days
    return TodaysFigures(
        day=today,
        week=week,
        points=totals.points,
        week_points=totals.get_period_points("week", week)
        if ledger_week_points is None
        else ledger_week_points,
        streak=current,
        streak_if_today=current if practised_today else add_practice_day(streak, today, rota).days,
        practised_today=practised_today,
    )


def is_ledger_needed(totals: PointsTotals, today: date) -> bool:
    """Say whether the totals are of a later week than today's.

    That happens when a person moves to a team where it is still Sunday. The points of today's week
    are then in the ledger only.
    """
    return totals.week is not None and totals.week > find_week_start(today)
