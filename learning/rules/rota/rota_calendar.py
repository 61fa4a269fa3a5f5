"""Rotas as calendars (iCalendar, RFC 5545): one person's shifts as events, also those that repeat.

Only events are handed to the parser, one by one, so that a broken one leaves the others, and time zones that a file brings
along are never built: a zone that has no known name counts as the team's. Repetitions are those that rotas have; whatever
could run on without an end in sight is refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from math import ceil
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Component, Event, vRecur

from learning.rules.refusals import InputProblem, Invalid
from learning.rules.rota.days import find_time_zone, to_local_day
from learning.rules.rota.rota import MAX_ROTA_PROBLEMS, RotaFile, RotaWindow, means_day_off

MAX_CALENDAR_EVENTS = 5000
MAX_CALENDAR_SERIES = 50
MAX_SERIES_AGE = timedelta(days=3660)
MAX_EVENT_DAYS = 366
"""Days of one event: a year of leave."""
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
"""Properties that have to be whole."""
ALLOWED_RULE_PARTS = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY"},
    "YEARLY": set[str](),
}
"""How things may repeat. Each of these comes again within years, so that looking for the next always ends."""


@dataclass(frozen=True, slots=True)
class _CalendarShift:
    """An event: the local days that it takes, whether they are worked, and the day of a series that it replaces."""

    series: str
    days: frozenset[date]
    is_work: bool
    replaces: date | None


def read_calendar_rota(raw: bytes, zone: str, window: RotaWindow) -> RotaFile:
    """Read one person's calendar, whose days are those of a time zone. Who it is of, the file does not say: "".

    A shift belongs to the day on which it begins.

    Raises:
        Invalid: it holds more events than any rota.
    """
    shifts, problems = [], []
    series = 0
    for number, (line, block) in enumerate(_split_events(raw), start=1):
        series += b"RRULE" in block.upper()
        if number > MAX_CALENDAR_EVENTS or series > MAX_CALENDAR_SERIES:
            raise Invalid(
                f"It has more than {MAX_CALENDAR_EVENTS} events, or {MAX_CALENDAR_SERIES} that repeat. Export a shorter time."
            )
        try:
            if shift := _read_shift(block, line, zone, window):
                shifts.append(shift)
        except (ValueError, OverflowError) as error:
            problems.append(InputProblem(f"line {line}", f"{error}."))
    return RotaFile(
        {"": _merge_shifts(shifts)} if shifts else {}, tuple(problems[:MAX_ROTA_PROBLEMS])
    )


def _merge_shifts(shifts: Iterable[_CalendarShift]) -> dict[date, bool]:
    """Put events together: a change of one day of a series takes the place of that day."""
    moved: defaultdict[str, set[date]] = defaultdict(set)
    for shift in shifts:
        if shift.replaces:
            moved[shift.series].add(shift.replaces)
    days: dict[date, bool] = {}
    for shift in shifts:
        gone = moved[shift.series] if shift.replaces is None else set[date]()
        for day in shift.days:
            days[day] = days.get(day, False) or (shift.is_work and day not in gone)
    return days


def _split_events(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the events with the line on which they begin, without what is nested in them."""
    lines: list[bytes] = []
    begins, depth = 0, 0
    for number, line in _unfold_lines(raw):
        name = line.strip().upper()
        if name == b"BEGIN:VEVENT" and not depth:
            lines, begins, depth = [], number, 1
        elif depth and name.startswith(b"BEGIN:"):
            depth += 1
        elif depth and name.startswith(b"END:"):
            depth -= 1
            if not depth:
                yield begins, b"\r\n".join([b"BEGIN:VEVENT", *lines, b"END:VEVENT", b""])
        elif depth == 1:
            lines.append(line)


def _unfold_lines(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Give whole lines: one that begins with a space carries on the one before."""
    begins, parts = 0, list[bytes]()
    for number, line in enumerate(raw.splitlines(), start=1):
        if line[:1] in (b" ", b"\t"):
            parts.append(line[1:])
            continue
        if parts:
            yield begins, b"".join(parts)
        begins, parts = number, [line]
    if parts:
        yield begins, b"".join(parts)


def _read_shift(block: bytes, line: int, zone: str, window: RotaWindow) -> _CalendarShift | None:
    """Read an event; None when it is cancelled and replaces nothing."""
    event = Event.from_ical(block)
    if broken := [name for name, _ in event.errors if name in REQUIRED_PROPERTIES]:
        raise ValueError(f"an event has a {broken[0]} that can't be read")
    replaced, cancelled = (
        _get_single_property(event, "RECURRENCE-ID"),
        str(_get_single_property(event, "STATUS")).upper() == "CANCELLED",
    )
    if replaced is not None and "RANGE" in replaced.params:
        raise ValueError(
            "a change of all further days of a series is not understood: export its days one by one"
        )
    if cancelled and replaced is None:
        return None
    return _CalendarShift(
        series=str(_get_single_property(event, "UID") or f"line {line}"),
        days=frozenset() if cancelled else _list_event_days(event, zone, window),
        is_work=not means_day_off(str(event.get("SUMMARY", "shift"))),
        replaces=None if replaced is None else _to_local_event_day(_get_start(replaced.dt), zone),
    )


def _list_event_days(event: Component, zone: str, window: RotaWindow) -> frozenset[date]:
    """Return the days of the window that an event takes, each time that it comes."""
    first = _get_single_property(event, "DTSTART")
    if first is None:
        raise ValueError("an event has no DTSTART")
    start, rule = _get_start(first.dt), _get_single_property(event, "RRULE")
    starts = set(_iterate_series_starts(rule, start, zone, window) if rule else [start]) | set(
        _list_property_dates(event, "RDATE")
    )
    days = {_to_local_event_day(event_day, zone) for event_day in starts} - {
        _to_local_event_day(one, zone) for one in _list_property_dates(event, "EXDATE")
    }
    day_offsets = [timedelta(days=offset) for offset in range(_count_event_days(event, start))]
    return frozenset(
        one for day in days for one in (day + more for more in day_offsets) if one in window
    )


def _count_event_days(event: Component, start: date) -> int:
    """Return how many days an event takes: one for a shift, also over midnight, and one more for every further 24 hours."""
    end, duration_property = (
        _get_single_property(event, "DTEND"),
        _get_single_property(event, "DURATION"),
    )
    if end is not None:
        last = _get_start(end.dt)
        if isinstance(last, datetime) != isinstance(start, datetime):
            raise ValueError("an event has a start and an end of two kinds")
        duration = _to_comparable(last) - _to_comparable(start)
    else:
        duration = duration_property.dt if duration_property is not None else timedelta(days=1)
    if not isinstance(duration, timedelta):
        raise ValueError("an event has a DURATION that is no length of time")
    days = max(1, ceil(duration / timedelta(days=1)))
    if days > MAX_EVENT_DAYS:
        raise ValueError(f"an event lasts {days} days: that is no shift")
    return days


def _get_single_property(event: Component, name: str) -> Any:
    """Return a property that an event may have once; None where it has none."""
    value = event.get(name)
    if isinstance(value, list):
        raise ValueError(f"an event has {name} more than once")
    return value


def _iterate_series_starts(rule: Any, start: date, zone: str, window: RotaWindow) -> Iterator[date]:
    """Give the starts of a series up to the end of the window, in the zone of its first."""
    if window.first - _to_local_event_day(start, zone) > MAX_SERIES_AGE:
        raise ValueError(
            "an event has been repeated for more than ten years: export a shorter time"
        )
    _validate_rule_parts(rule)
    until = rule.get("UNTIL", [None])[0]
    rule_without_until: Any = vRecur(
        {name: value for name, value in rule.items() if name != "UNTIL"}
    )
    wall_start = (
        start.replace(tzinfo=None)
        if isinstance(start, datetime)
        else datetime.combine(start, time())
    )
    last = min(
        datetime.combine(window.last + timedelta(days=2), time()), _to_wall_clock(until, start)
    )
    for series_start in takewhile(
        lambda one: one <= last, rrulestr(rule_without_until.to_ical().decode(), dtstart=wall_start)
    ):
        yield (
            series_start.replace(tzinfo=start.tzinfo)
            if isinstance(start, datetime)
            else series_start.date()
        )


def _validate_rule_parts(rule: Any) -> None:
    """Let only those rules through that come again soon enough."""
    frequency, interval = str(rule.get("FREQ", [""])[0]), int(rule.get("INTERVAL", [1])[0])
    parts = {str(name) for name in rule} - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
    days = rule.get("BYDAY", [])
    numbered = [day for day in days if day.relative]
    is_allowed = (
        frequency in ALLOWED_RULE_PARTS
        and parts <= ALLOWED_RULE_PARTS[frequency]
        and len(parts) <= 1
        and 1 <= interval <= (11 if frequency == "MONTHLY" else 99)
        and not (frequency == "DAILY" and days and interval > 1)
        and all(frequency == "MONTHLY" and abs(day.relative) <= 5 for day in numbered)
        and all(1 <= abs(int(day)) <= 31 for day in rule.get("BYMONTHDAY", []))
        and all(int(count) > 0 for count in rule.get("COUNT", []))
    )
    if not is_allowed:
        raise ValueError("an event repeats in a way that rotas do not: export its days one by one")


def _to_wall_clock(until: date | None, start: date) -> datetime:
    """Return the last moment of a series on the clock of its zone."""
    if until is None:
        return datetime.combine(date.max, time.max)
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    zone = start.tzinfo if isinstance(start, datetime) else None
    return (until.astimezone(zone) if zone and until.tzinfo else until).replace(tzinfo=None)


def _list_property_dates(event: Component, name: str) -> Iterator[date]:
    """Give the starts in a property that may come several times, with several of them each."""
    value = event.get(name)
    for date_list in value if isinstance(value, list) else [value] if value is not None else []:
        yield from (_get_start(dated.dt) for dated in date_list.dts)


def _get_start(value: Any) -> date:
    """Return a day, a moment, or the start of a period."""
    start = value[0] if isinstance(value, tuple) else value
    if not isinstance(start, date):
        raise ValueError("an event has a time without a day")
    return start


def _to_comparable(start: date) -> datetime:
    if not isinstance(start, datetime):
        return datetime.combine(start, time())
    return start.astimezone(find_time_zone("UTC")).replace(tzinfo=None) if start.tzinfo else start


def _to_local_event_day(start: date, zone: str) -> date:
    """Return the local day of a start; a time without a zone is on the team's clock."""
    if not isinstance(start, datetime):
        return start
    return to_local_day(start if start.tzinfo else start.replace(tzinfo=find_time_zone(zone)), zone)
