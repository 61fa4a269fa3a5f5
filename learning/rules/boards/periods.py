"""The periods in which points are compared, each named by its first day: a week from Monday, a month, a season.

A season is a quarter of the year. The day of an entry decides which periods its points belong to, whenever it arrives.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeVar

from learning.rules.recognition.points import PointsEntry
from learning.rules.rota.days import find_week_start

Period = Literal["week", "month", "season"]

_MAX_PERIOD_LENGTH = {
    "week": timedelta(days=7),
    "month": timedelta(days=31),
    "season": timedelta(days=92),
}


@dataclass(frozen=True, slots=True)
class PointsTotals:
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

    def get_period_points(self, period: Period, start: date) -> int:
        """Return the points of a period by its first day; 0 where it is not the newest."""
        points: int = getattr(self, f"{period}_points") if getattr(self, period) == start else 0
        return points


POINTS_TOTALS_FIELDS = PointsTotals.__slots__
AnyTotals = TypeVar("AnyTotals", bound=PointsTotals)


def find_month_start(day: date) -> date:
    """Return the first day of the month that holds a day."""
    return day.replace(day=1)


def find_season_start(day: date) -> date:
    """Return the first day of the quarter of the year that holds a day."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


START_FUNCTION_BY_PERIOD: Mapping[Period, Callable[[date], date]] = {
    "week": find_week_start,
    "month": find_month_start,
    "season": find_season_start,
}


def find_period_start(period: Period, day: date) -> date:
    """Return the first day of the period that holds a day."""
    return START_FUNCTION_BY_PERIOD[period](day)


def find_next_period_start(period: Period, start: date) -> date:
    """Return the first day of the period after the one that begins on `start`."""
    return START_FUNCTION_BY_PERIOD[period](start + _MAX_PERIOD_LENGTH[period])


def add_entries_to_totals(totals: AnyTotals, entries: Collection[PointsEntry]) -> AnyTotals:
    """Add entries to totals. What came late for a period that is over counts in all, and in the longer ones still open."""
    return replace(totals, **calculate_totals_fields(totals, entries)) if entries else totals


def calculate_totals_fields(
    totals: PointsTotals, entries: Collection[PointsEntry]
) -> dict[str, Any]:
    """Return the fields of totals as they are after entries."""
    if not entries:
        return {name: getattr(totals, name) for name in POINTS_TOTALS_FIELDS}
    fields: dict[str, Any] = {"points": totals.points + sum(entry.points for entry in entries)}
    for period, start in START_FUNCTION_BY_PERIOD.items():
        known_start, points_before = getattr(totals, period), getattr(totals, f"{period}_points")
        days = [start(entry.day) for entry in entries]
        newest = max(days) if known_start is None else max(known_start, *days)
        added = sum(entry.points for entry, day in zip(entries, days, strict=True) if day == newest)
        fields |= {
            period: newest,
            f"{period}_points": added + (points_before if newest == known_start else 0),
        }
    earned_at_instants = [entry.earned_at for entry in entries if entry.points]
    return {
        **fields,
        "scored_at": max(
            [*earned_at_instants, *([totals.scored_at] if totals.scored_at else [])], default=None
        ),
    }
