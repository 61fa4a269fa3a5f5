"""The periods in which points are compared, each named by its first day: a week from Monday, a month, a season.

A season is a quarter of the year. The day of an entry decides which periods its points belong to, whenever it arrives.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeVar

from learning.rules.days import week_of
from learning.rules.points import Entry

Period = Literal["week", "month", "season"]

_LONGER_THAN_ANY = {"week": timedelta(days=7), "month": timedelta(days=31), "season": timedelta(days=92)}


@dataclass(frozen=True, slots=True)
class Totals:
    """Points in all, and of the newest week, month and season that any entry is of.

    `scored_at` is the instant of the last entry that was worth anything: of two equals, the earlier was there first.
    """

    points: int = 0
    week: date | None = None
    week_points: int = 0
    month: date | None = None
    month_points: int = 0
    season: date | None = None
    season_points: int = 0
    scored_at: datetime | None = None

    def of(self, period: Period, start: date) -> int:
        """Return the points of a period by its first day; 0 where it is not the newest."""
        points: int = getattr(self, f"{period}_points") if getattr(self, period) == start else 0
        return points


FIELDS = Totals.__slots__
Summed = TypeVar("Summed", bound=Totals)


def month_of(day: date) -> date:
    """Return the first day of the month that holds a day."""
    return day.replace(day=1)


def season_of(day: date) -> date:
    """Return the first day of the quarter of the year that holds a day."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


STARTS: Mapping[Period, Callable[[date], date]] = {"week": week_of, "month": month_of, "season": season_of}


def start_of(period: Period, day: date) -> date:
    """Return the first day of the period that holds a day."""
    return STARTS[period](day)


def following(period: Period, start: date) -> date:
    """Return the first day of the period after the one that begins on `start`."""
    return STARTS[period](start + _LONGER_THAN_ANY[period])


def roll_over(before: Summed, entries: Collection[Entry]) -> Summed:
    """Add entries to totals. What came late for a period that is over counts in all, and in the longer ones still open."""
    return replace(before, **rolled(before, entries)) if entries else before


def rolled(before: Totals, entries: Collection[Entry]) -> dict[str, Any]:
    """Return the fields of totals as they are after entries."""
    if not entries:
        return {name: getattr(before, name) for name in FIELDS}
    after: dict[str, Any] = {"points": before.points + sum(entry.points for entry in entries)}
    for period, start in STARTS.items():
        known, so_far = getattr(before, period), getattr(before, f"{period}_points")
        days = [start(entry.day) for entry in entries]
        newest = max(days) if known is None else max(known, *days)
        added = sum(entry.points for entry, day in zip(entries, days, strict=True) if day == newest)
        after |= {period: newest, f"{period}_points": added + (so_far if newest == known else 0)}
    worth = [entry.at for entry in entries if entry.points]
    return {**after, "scored_at": max([*worth, *([before.scored_at] if before.scored_at else [])], default=None)}
