"""The calendar of a streak: 35 days and the state of each.

It shows three weeks, the current week and the next one.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Literal

from learning.rules.recognition.streaks import list_daily_streaks, list_missed_days
from learning.rules.rota.days import Rota, find_week_start

CALENDAR_WEEKS_BEFORE = 3
CALENDAR_DAYS = 35

StreakDayState = Literal["practised", "off", "frozen", "missed", "today", "ahead"]
"""`off` is a day on which nothing is asked, also each day before the first break. `frozen` is a
missed working day on which a freeze was spent. `today` and `ahead` are working days to come.
"""


def make_streak_calendar(
    practised: Collection[date], rota: Rota, today: date
) -> list[tuple[date, StreakDayState]]:
    """Return the days from the Monday three weeks ago to the Sunday of next week."""
    first = find_week_start(today) - timedelta(weeks=CALENDAR_WEEKS_BEFORE)
    frozen, first_practised = (
        find_frozen_days(practised, rota, today),
        min(practised, default=today),
    )
    days = (first + timedelta(days=ahead) for ahead in range(CALENDAR_DAYS))
    return [
        (
            day,
            "practised"
            if day in practised
            else _classify_unpractised_day(day, rota, today, first_practised, frozen),
        )
        for day in days
    ]


def find_frozen_days(practised: Collection[date], rota: Rota, today: date) -> set[date]:
    """Return the missed days before today on which a freeze was spent.

    Freezes are spent on the first missed days of each gap, as long as there are any.
    """
    days = sorted(practised)
    gaps = zip(list_daily_streaks(days, rota), days, [*days[1:], today], strict=False)
    return {
        day
        for streak, last, end in gaps
        for day in list_missed_days(last, end, rota)[: streak.freezes]
    }


def _classify_unpractised_day(
    day: date, rota: Rota, today: date, first_practised: date, frozen: Collection[date]
) -> StreakDayState:
    if not rota.is_work_day(day) or day < first_practised:
        return "off"
    if day >= today:
        return "today" if day == today else "ahead"
    return "frozen" if day in frozen else "missed"
