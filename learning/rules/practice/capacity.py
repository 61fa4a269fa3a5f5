"""Capacity: whether a team has the minutes for what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from learning.rules.rota.days import Rota

CAPACITY_DAYS = 7
"""The length of the period, in days, from today on."""
INACTIVE_AFTER = timedelta(days=28)
"""People who have not practised for so long are left out: more minutes would not help them."""
MIN_TEAM_SIZE_FOR_FIGURES = 5
"""Team size below which minutes are hidden, because they would show what waits for one person.

It is only said whether the minutes suffice.
"""


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """What waits for a person.

    It is the concepts due, the seconds that a question takes them, minutes a day, and working days.
    """

    due: int
    question_seconds: float
    minutes: int
    days: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """A team's coming week in whole minutes: due and available.

    The minutes are None for a team that is too small.
    """

    due_minutes: int | None
    available_minutes: int | None
    over: bool


def count_working_days(rota: Rota, today: date) -> int:
    """Count a person's working days of the coming week."""
    return sum(rota.is_work_day(today + timedelta(days=ahead)) for ahead in range(CAPACITY_DAYS))


def calculate_capacity(loads: Iterable[PersonLoad]) -> Capacity:
    """Sum up a team's week.

    Every due concept, overdue ones included, is one question at that person's own pace.
    """
    all_loads = list(loads)
    due = sum(one.due * one.question_seconds for one in all_loads) / 60
    available = sum(load.minutes * load.days for load in all_loads)
    can_show_minutes = len(all_loads) >= MIN_TEAM_SIZE_FOR_FIGURES
    return Capacity(
        round(due) if can_show_minutes else None,
        available if can_show_minutes else None,
        due > available,
    )
