"""Rotas as calendars (iCalendar, RFC 5545): one person's shifts as events, also repeating ones.

Only events are given to the parser, one by one. Time zones that a file defines are never built: a
zone without a known name counts as the team's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any

from icalendar import Component, Event

from learning.rules.refusals import Invalid, make_line_problem
from learning.rules.rota.calendar_lines import split_events
from learning.rules.rota.calendar_series import iterate_series_starts, to_local_event_day
from learning.rules.rota.days import find_time_zone
from learning.rules.rota.rota import (
    MAX_ROTA_PROBLEMS,
    RotaFault,
    RotaFile,
    RotaWindow,
    means_day_off,
)

MAX_CALENDAR_EVENTS = 5000
MAX_CALENDAR_SERIES = 50
MAX_EVENT_DAYS = 366
"""The longest event: a year of leave."""
REQUIRED_PROPERTIES = {
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "STATUS",
}
"""Properties that must be readable where an event has them."""


@dataclass(frozen=True, slots=True)
class _CalendarShift:
    """An event: the local days that it takes, and whether they are worked.

    `replaces` is the day of the series that the event takes the place of, if it does.
    """

    series: str
    days: frozenset[date]
    is_work: bool
    replaces: date | None


def read_calendar_rota(raw: bytes, zone: str, window: RotaWindow) -> RotaFile:
    """Read one person's calendar, with local days of a time zone.

    The file does not say whose it is: the person in the result is "". A shift belongs to the day
    on which it begins.

    Raises:
        Invalid: it holds more events than any rota.
    """
    shifts, problems = [], []
    series = 0
    for number, (line, block) in enumerate(split_events(raw), start=1):
        series += b"RRULE" in block.upper()
        if number > MAX_CALENDAR_EVENTS or series > MAX_CALENDAR_SERIES:
            raise Invalid(
                "rota.too_many_events",
                max_events=MAX_CALENDAR_EVENTS,
                max_series=MAX_CALENDAR_SERIES,
            )
        try:
            if shift := _read_shift(block, line, zone, window):
                shifts.append(shift)
        except RotaFault as fault:
            problems.append(make_line_problem(line, fault.code, **fault.values))
        except (ValueError, OverflowError) as error:  # of the parser
            problems.append(make_line_problem(line, "rota.unreadable_event", message=str(error)))
    return RotaFile(
        {"": _merge_shifts(shifts)} if shifts else {}, tuple(problems[:MAX_ROTA_PROBLEMS])
    )


def _merge_shifts(shifts: Iterable[_CalendarShift]) -> dict[date, bool]:
    """Merge events into days. A change of one day of a series takes the place of that day."""
    replaced_days: defaultdict[str, set[date]] = defaultdict(set)
    for shift in shifts:
        if shift.replaces:
            replaced_days[shift.series].add(shift.replaces)
    days: dict[date, bool] = {}
    for shift in shifts:
        replaced = replaced_days[shift.series] if shift.replaces is None else set[date]()
        for day in shift.days:
            days[day] = days.get(day, False) or (shift.is_work and day not in replaced)
    return days


def _read_shift(block: bytes, line: int, zone: str, window: RotaWindow) -> _CalendarShift | None:
    """Read an event. None: it is cancelled and replaces nothing."""
    event = Event.from_ical(block)
    if broken := [name for name, _ in event.errors if name in REQUIRED_PROPERTIES]:
        raise RotaFault("rota.unreadable_property", property=broken[0])
    replaced = _get_single_property(event, "RECURRENCE-ID")
    cancelled = str(_get_single_property(event, "STATUS")).upper() == "CANCELLED"
    if replaced is not None and "RANGE" in replaced.params:
        raise RotaFault("rota.change_of_further_days")
    if cancelled and replaced is None:
        return None
    return _CalendarShift(
        series=str(_get_single_property(event, "UID") or f"#{line}"),
        days=frozenset() if cancelled else _list_event_days(event, zone, window),
        is_work=not means_day_off(str(event.get("SUMMARY", "shift"))),
        replaces=None if replaced is None else to_local_event_day(_get_start(replaced.dt), zone),
    )


def _list_event_days(event: Component, zone: str, window: RotaWindow) -> frozenset[date]:
    """Return the days of the window that an event takes, with all its repetitions."""
    first = _get_single_property(event, "DTSTART")
    if first is None:
        raise RotaFault("rota.missing_start")
    start, rule = _get_start(first.dt), _get_single_property(event, "RRULE")
    starts = set(iterate_series_starts(rule, start, zone, window) if rule else [start]) | set(
        _list_property_dates(event, "RDATE")
    )
    days = {to_local_event_day(event_day, zone) for event_day in starts} - {
        to_local_event_day(one, zone) for one in _list_property_dates(event, "EXDATE")
    }
    day_offsets = [timedelta(days=offset) for offset in range(_count_event_days(event, start))]
    return frozenset(
        one for day in days for one in (day + more for more in day_offsets) if one in window
    )


def _count_event_days(event: Component, start: date) -> int:
    """Return how many days an event takes.

    A shift takes one day, also over midnight, and one more for every further 24 hours.
    """
    end = _get_single_property(event, "DTEND")
    duration_property = _get_single_property(event, "DURATION")
    if end is not None:
        last = _get_start(end.dt)
        if isinstance(last, datetime) != isinstance(start, datetime):
            raise RotaFault("rota.start_and_end_differ_in_kind")
        duration = _to_comparable(last) - _to_comparable(start)
    else:
        duration = duration_property.dt if duration_property is not None else timedelta(days=1)
    if not isinstance(duration, timedelta):
        raise RotaFault("rota.invalid_duration")
    days = max(1, ceil(duration / timedelta(days=1)))
    if days > MAX_EVENT_DAYS:
        raise RotaFault("rota.event_too_long", days=days, max_days=MAX_EVENT_DAYS)
    return days


def _get_single_property(event: Component, name: str) -> Any:
    """Return a property that an event may have once; None if it has none."""
    value = event.get(name)
    if isinstance(value, list):
        raise RotaFault("rota.property_more_than_once", property=name)
    return value


def _list_property_dates(event: Component, name: str) -> Iterator[date]:
    """Give the starts in a property that may occur several times, with several starts each."""
    value = event.get(name)
    for date_list in value if isinstance(value, list) else [value] if value is not None else []:
        yield from (_get_start(dated.dt) for dated in date_list.dts)


def _get_start(value: Any) -> date:
    """Return a day, an instant, or the start of a period."""
    start = value[0] if isinstance(value, tuple) else value
    if not isinstance(start, date):
        raise RotaFault("rota.time_without_a_day")
    return start


def _to_comparable(start: date) -> datetime:
    if not isinstance(start, datetime):
        return datetime.combine(start, time())
    return start.astimezone(find_time_zone("UTC")).replace(tzinfo=None) if start.tzinfo else start
