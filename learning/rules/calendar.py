"""The calendar of a streak: five weeks of days, of which one lies ahead, and what became of each."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Literal

from learning.rules.days import Rota, week_of
from learning.rules.streaks import history, missed_days

WEEKS_BEFORE = 3
DAYS = 35

State = Literal["practised", "off", "frozen", "missed", "today", "ahead"]
"""`off`: nothing was or will be asked, as on days before the first break; `today` and `ahead` are working days to come."""


def calendar(practised: Collection[date], rota: Rota, today: date) -> list[tuple[date, State]]:
    """Return the days from the Monday three weeks ago to the Sunday of next week."""
    first = week_of(today) - timedelta(weeks=WEEKS_BEFORE)
    frozen, begun = frozen_days(practised, rota, today), min(practised, default=today)
    days = (first + timedelta(days=ahead) for ahead in range(DAYS))
    return [
        (day, "practised" if day in practised else _without_practice(day, rota, today, begun, frozen)) for day in days
    ]


def frozen_days(practised: Collection[date], rota: Rota, today: date) -> set[date]:
    """Return the missed days before today that a freeze stood in for: the first of each gap, as far as they went."""
    days = sorted(practised)
    gaps = zip(history(days, rota), days, [*days[1:], today], strict=False)
    return {day for run, last, end in gaps for day in missed_days(last, end, rota)[: run.freezes]}


def _without_practice(day: date, rota: Rota, today: date, begun: date, frozen: Collection[date]) -> State:
    if not rota.works(day) or day < begun:
        return "off"
    if day >= today:
        return "today" if day == today else "ahead"
    return "frozen" if day in frozen else "missed"
