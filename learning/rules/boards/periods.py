"""The periods in which points are compared: a week from Monday, a month, and a season (a quarter).

A period is identified by its first day. The day of a ledger entry decides to which periods its
points belong, whenever the entry arrives.

To add a period: add it to `Period`, to `PERIOD_RULES` and to `PointsTotals`, and two columns of the
same names to `learning/tables/progress.py`. The type check of the phone app names the places that
need a text.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, TypeVar

import msgspec
from msgspec.structs import replace

from learning.rules.recognition.points import PointsEntry
from learning.rules.rota.days import find_week_start


def find_month_start(day: date) -> date:
    """Return the first day of the month that holds a day."""
    return day.replace(day=1)


def find_season_start(day: date) -> date:
    """Return the first day of the quarter of the year that holds a day."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def _format_week(start: date) -> str:
    year, week, _ = start.isocalendar()
    return f"{year}-W{week:02}"


def _format_month(start: date) -> str:
    return f"{start:%Y-%m}"


def _format_season(start: date) -> str:
    return f"{start.year}-Q{(start.month + 2) // 3}"


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """What is to be known of a period.

    `find_start` gives the first day of the period that holds a day. `max_days` is its length at
    most. `format_name` names the period that begins on a day, for people and machines.
    """

    find_start: Callable[[date], date]
    max_days: int
    format_name: Callable[[date], str]


Period = Literal["week", "month", "season"]

PERIOD_RULES: Mapping[Period, PeriodRule] = {
    "week": PeriodRule(find_week_start, 7, _format_week),
    "month": PeriodRule(find_month_start, 31, _format_month),
    "season": PeriodRule(find_season_start, 92, _format_season),
}


def find_period_start(period: Period, day: date) -> date:
    """Return the first day of the period that holds a day."""
    return PERIOD_RULES[period].find_start(day)


@lru_cache(maxsize=1024)
def _find_period_starts(day: date) -> tuple[date, ...]:
    """Return the first days of all periods that hold a day, in the order of the rules.

    An answer asks for them again and again, so they are kept.
    """
    return tuple(rule.find_start(day) for rule in PERIOD_RULES.values())


def find_next_period_start(period: Period, start: date) -> date:
    """Return the first day of the period after the one that begins on `start`."""
    rule = PERIOD_RULES[period]
    return rule.find_start(start + timedelta(days=rule.max_days))


def name_period(period: Period, start: date) -> str:
    """Name the period that begins on `start`: `2026-W09`, `2026-03` or `2026-Q1`."""
    return PERIOD_RULES[period].format_name(start)


class PointsTotals(msgspec.Struct, frozen=True):
    """Points in all, and in the newest week, month and season of any entry.

    Each period has its first day and its points, in two fields named after it. `scored_at` is the
    instant of the last entry with points. Of two people with equal points, the earlier is ranked
    higher.
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
        """Return the points of the period that begins on `start`; 0 when it is not the newest."""
        points: int = getattr(self, f"{period}_points") if getattr(self, period) == start else 0
        return points


POINTS_TOTALS_FIELDS = PointsTotals.__struct_fields__
POINTS_TOTALS_PERIODS = tuple((period, f"{period}_points") for period in PERIOD_RULES)
"""The two fields of each period, in the order of the rules."""
AnyTotals = TypeVar("AnyTotals", bound=PointsTotals)


def add_entries_to_totals(totals: AnyTotals, entries: Collection[PointsEntry]) -> AnyTotals:
    """Add entries to totals.

    An entry that arrives when its week is over counts in the total and in longer periods that are
    still the newest.
    """
    return replace(totals, **calculate_totals_fields(totals, entries)) if entries else totals


def calculate_totals_fields(
    totals: PointsTotals, entries: Collection[PointsEntry]
) -> dict[str, Any]:
    """Return all fields of the totals after the entries."""
    if not entries:
        return {name: getattr(totals, name) for name in POINTS_TOTALS_FIELDS}
    fields: dict[str, Any] = {"points": totals.points + sum(entry.points for entry in entries)}
    starts_of_entries = [_find_period_starts(entry.day) for entry in entries]
    for place, (period, points_field) in enumerate(POINTS_TOTALS_PERIODS):
        known_start = getattr(totals, period)
        newest = max([starts[place] for starts in starts_of_entries])
        before = 0
        if known_start is not None and known_start >= newest:
            newest, before = known_start, getattr(totals, points_field)
        fields[period], fields[points_field] = newest, before
        for entry, starts in zip(entries, starts_of_entries, strict=True):
            if starts[place] == newest:
                fields[points_field] += entry.points
    fields["scored_at"] = totals.scored_at
    for entry in entries:
        if entry.points and (not fields["scored_at"] or entry.earned_at > fields["scored_at"]):
            fields["scored_at"] = entry.earned_at
    return fields
