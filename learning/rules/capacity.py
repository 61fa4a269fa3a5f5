"""Capacity: whether a team has the minutes for what it is about to forget."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from learning.rules.days import Rota

WEEK = 7
"""Days ahead that are looked at, today among them."""
AWAY = timedelta(days=28)
"""Who has not practised for so long counts neither way: more minutes would not bring anybody back."""
FEWEST = 5
"""In a smaller team minutes would say how much waits for a colleague: there it is only said whether they suffice."""


@dataclass(frozen=True, slots=True)
class Load:
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


def working_days(rota: Rota, today: date) -> int:
    """Count a person's working days of the coming week."""
    return sum(rota.works(today + timedelta(days=ahead)) for ahead in range(WEEK))


def capacity(loads: Iterable[Load]) -> Capacity:
    """Weigh a team's week: every idea due is one question at that person's own pace, overdue ones among them."""
    team = list(loads)
    due = sum(one.due * one.pace for one in team) / 60
    available = sum(one.minutes * one.days for one in team)
    told = len(team) >= FEWEST
    return Capacity(round(due) if told else None, available if told else None, due > available)
