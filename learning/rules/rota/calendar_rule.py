"""How an event of an iCalendar file repeats: a rule (RRULE, RFC 5545), typed and checked."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import product
from math import prod
from typing import Any

from learning.rules.rota.rota import RotaFault

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PART_LIMITS = {
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
}
"""The least and the greatest number of each part of a rule."""
OTHER_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"}
MAX_TIMES_OF_A_DAY = 24


@dataclass(frozen=True, slots=True)
class RepeatRule:
    """A rule with its defaults from the first start. An empty set of numbers allows all.

    `weekdays` are pairs: which weekday of the month or year (0 for every one) and the weekday.
    """

    frequency: str
    interval: int
    count: int | None
    until: datetime | None
    week_start: int
    months: frozenset[int]
    month_days: frozenset[int]
    year_days: frozenset[int]
    week_numbers: frozenset[int]
    weekdays: frozenset[tuple[int, int]]
    positions: tuple[int, ...]
    times: tuple[time, ...]


def parse_rule(parts: Any, start: datetime, until: datetime | None) -> RepeatRule:
    """Read a parsed RRULE. `start` is the first start, `until` the last possible one, if any.

    Raises:
        RotaFault: it repeats in a way that rotas do not.
    """
    frequency = str(parts.get("FREQ", [""])[0]).upper()
    numbers = {name: _read_numbers(parts, name) for name in PART_LIMITS}
    weekdays = frozenset(
        (day.relative or 0, WEEKDAYS.index(day.weekday)) for day in parts.get("BYDAY", [])
    )
    interval, limit = _read_number(parts, "INTERVAL"), _read_number(parts, "COUNT")
    times = _list_times(numbers, start)
    is_usual = (
        frequency in FREQUENCIES
        and {str(name) for name in parts} <= OTHER_PARTS | set(PART_LIMITS)
        and (frequency in ("MONTHLY", "YEARLY") or not any(nth for nth, _ in weekdays))
        and all(abs(nth) <= (5 if frequency == "MONTHLY" else 53) for nth, _ in weekdays)
    )
    if not is_usual:
        raise RotaFault("rota.unusual_series")
    return _add_default_days(
        RepeatRule(
            frequency,
            interval or 1,
            limit,
            until,
            WEEKDAYS.index(str(parts.get("WKST", ["MO"])[0]).upper()),
            numbers["BYMONTH"],
            numbers["BYMONTHDAY"],
            numbers["BYYEARDAY"],
            numbers["BYWEEKNO"],
            weekdays,
            tuple(numbers["BYSETPOS"]),
            times,
        ),
        start,
    )


def _add_default_days(rule: RepeatRule, start: datetime) -> RepeatRule:
    """Take the day of the first start where a rule does not say on which days it comes."""
    if rule.frequency == "DAILY" or rule.weekdays or rule.month_days or rule.year_days:
        return rule
    if rule.frequency == "WEEKLY" or rule.week_numbers:
        return replace(rule, weekdays=frozenset({(0, start.weekday())}))
    is_monthly = rule.frequency == "MONTHLY" or rule.months
    months = rule.months if is_monthly else frozenset({start.month})
    return replace(rule, months=months, month_days=frozenset({start.day}))


def _list_times(numbers: dict[str, frozenset[int]], start: datetime) -> tuple[time, ...]:
    """Return the times of a day at which a rule starts."""
    units = zip(
        ("BYHOUR", "BYMINUTE", "BYSECOND"), (start.hour, start.minute, start.second), strict=True
    )
    values = [sorted(numbers[name]) or [own] for name, own in units]
    if prod(map(len, values)) > MAX_TIMES_OF_A_DAY:
        raise RotaFault("rota.unusual_series")
    return tuple(time(hour, minute, second) for hour, minute, second in product(*values))


def _read_numbers(parts: Any, name: str) -> frozenset[int]:
    """Return the numbers of a part; an empty set for a part that a rule has not."""
    least, greatest = PART_LIMITS[name]
    values = parts.get(name, [])
    numbers = frozenset(int(value) for value in values)
    counts_from_both_ends = least < 0
    is_usual = (
        all(least <= one <= greatest for one in numbers)
        and not (counts_from_both_ends and 0 in numbers)
        and not any(getattr(value, "leap", False) for value in values)
    )
    if not is_usual:
        raise RotaFault("rota.unusual_series")
    return numbers


def _read_number(parts: Any, name: str) -> int | None:
    values = [int(value) for value in parts.get(name, [])]
    if any(value < 1 for value in values):
        raise RotaFault("rota.unusual_series")
    return values[0] if values else None
