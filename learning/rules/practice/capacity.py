"""Capacity: whether a team has the minutes for what it is about to forget."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from learning.rules.rota.days import Rota

CAPACITY_DAYS = 7
"""Days ahead that are looked at, today among them."""
INACTIVE_AFTER = timedelta(days=28)
"""Who has not practised for so long counts neither way: more minutes would not bring anybody back."""
MIN_TEAM_SIZE_FOR_FIGURES = 5
"""In a smaller team minutes would say how much waits for a colleague: there it is only said whether they suffice."""


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """What waits for a person in the coming week: ideas due, seconds for each, and minutes on so many working days."""

    due: int
    pace: float
    minutes: int
    days: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """A team's coming week in whole minutes: what falls due, and what people have. None where it would tell on somebody."""

    due_minutes: int | None
    available_minutes: int | None
    over: bool


def count_working_days(rota: Rota, today: date) -> int:
    """Count a person's working days of the coming week."""
    return sum(rota.is_work_day(today + timedelta(days=ahead)) for ahead in range(CAPACITY_DAYS))


def calculate_capacity(loads: Iterable[PersonLoad]) -> Capacity:
    """Weigh a team's week: every idea due is one question at that person's own pace, overdue ones among them."""
    all_loads = list(loads)
    due = sum(one.due * one.pace for one in all_loads) / 60
    available = sum(load.minutes * load.days for load in all_loads)
    can_show_minutes = len(all_loads) >= MIN_TEAM_SIZE_FOR_FIGURES
    return Capacity(
        round(due) if can_show_minutes else None,
        available if can_show_minutes else None,
        due > available,
    )
