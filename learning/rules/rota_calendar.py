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

from learning.rules.days import local_day, zone_of
from learning.rules.problems import Invalid, Problem
from learning.rules.rota import MOST_PROBLEMS, RotaFile, Window, is_off

MOST_EVENTS = 5000
MOST_SERIES = 50
OLDEST_SERIES = timedelta(days=3660)
LONGEST = 366
"""Days of one event: a year of leave."""
USED = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS"}
"""Properties that have to be whole."""
PARTS = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY"},
    "YEARLY": set[str](),
}
"""How things may repeat. Each of these comes again within years, so that looking for the next always ends."""


@dataclass(frozen=True, slots=True)
class _Shift:
    """An event: the local days that it takes, whether they are worked, and the day of a series that it replaces."""

    series: str
    days: frozenset[date]
    works: bool
    replaces: date | None


def read_calendar(raw: bytes, zone: str, within: Window) -> RotaFile:
    """Read one person's calendar, whose days are those of a time zone. Who it is of, the file does not say: "".

    A shift belongs to the day on which it begins.

    Raises:
        Invalid: it holds more events than any rota.
    """
    shifts, problems = [], []
    series = 0
    for number, (line, block) in enumerate(_events(raw), start=1):
        series += b"RRULE" in block.upper()
        if number > MOST_EVENTS or series > MOST_SERIES:
            raise Invalid(
                f"It has more than {MOST_EVENTS} events, or {MOST_SERIES} that repeat. Export a shorter time."
            )
        try:
            if found := _shift(block, line, zone, within):
                shifts.append(found)
        except (ValueError, OverflowError) as error:
            problems.append(Problem(f"line {line}", f"{error}."))
    return RotaFile({"": _days_of(shifts)} if shifts else {}, tuple(problems[:MOST_PROBLEMS]))


def _days_of(shifts: Iterable[_Shift]) -> dict[date, bool]:
    """Put events together: a change of one day of a series takes the place of that day."""
    moved: defaultdict[str, set[date]] = defaultdict(set)
    for shift in shifts:
        if shift.replaces:
            moved[shift.series].add(shift.replaces)
    days: dict[date, bool] = {}
    for shift in shifts:
        gone = moved[shift.series] if shift.replaces is None else set[date]()
        for day in shift.days:
            days[day] = days.get(day, False) or (shift.works and day not in gone)
    return days


def _events(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the events with the line on which they begin, without what is nested in them."""
    lines: list[bytes] = []
    begins, depth = 0, 0
    for number, line in _unfolded(raw):
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


def _unfolded(raw: bytes) -> Iterator[tuple[int, bytes]]:
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


def _shift(block: bytes, line: int, zone: str, within: Window) -> _Shift | None:
    """Read an event; None when it is cancelled and replaces nothing."""
    event = Event.from_ical(block)
    if broken := [name for name, _ in event.errors if name in USED]:
        raise ValueError(f"an event has a {broken[0]} that can't be read")
    instead, cancelled = _one(event, "RECURRENCE-ID"), str(_one(event, "STATUS")).upper() == "CANCELLED"
    if instead is not None and "RANGE" in instead.params:
        raise ValueError("a change of all further days of a series is not understood: export its days one by one")
    if cancelled and instead is None:
        return None
    return _Shift(
        series=str(_one(event, "UID") or f"line {line}"),
        days=frozenset() if cancelled else _all_days(event, zone, within),
        works=not is_off(str(event.get("SUMMARY", "shift"))),
        replaces=None if instead is None else _day(_start(instead.dt), zone),
    )


def _all_days(event: Component, zone: str, within: Window) -> frozenset[date]:
    """Return the days of the window that an event takes, each time that it comes."""
    first = _one(event, "DTSTART")
    if first is None:
        raise ValueError("an event has no DTSTART")
    start, rule = _start(first.dt), _one(event, "RRULE")
    starts = set(_series(rule, start, zone, within) if rule else [start]) | set(_listed(event, "RDATE"))
    days = {_day(one, zone) for one in starts} - {_day(one, zone) for one in _listed(event, "EXDATE")}
    ahead = [timedelta(days=more) for more in range(_length(event, start))]
    return frozenset(one for day in days for one in (day + more for more in ahead) if one in within)


def _length(event: Component, start: date) -> int:
    """Return how many days an event takes: one for a shift, also over midnight, and one more for every further 24 hours."""
    end, lasts = _one(event, "DTEND"), _one(event, "DURATION")
    if end is not None:
        last = _start(end.dt)
        if isinstance(last, datetime) != isinstance(start, datetime):
            raise ValueError("an event has a start and an end of two kinds")
        took = _comparable(last) - _comparable(start)
    else:
        took = lasts.dt if lasts is not None else timedelta(days=1)
    if not isinstance(took, timedelta):
        raise ValueError("an event has a DURATION that is no length of time")
    days = max(1, ceil(took / timedelta(days=1)))
    if days > LONGEST:
        raise ValueError(f"an event lasts {days} days: that is no shift")
    return days


def _one(event: Component, name: str) -> Any:
    """Return a property that an event may have once; None where it has none."""
    value = event.get(name)
    if isinstance(value, list):
        raise ValueError(f"an event has {name} more than once")
    return value


def _series(rule: Any, start: date, zone: str, within: Window) -> Iterator[date]:
    """Give the starts of a series up to the end of the window, in the zone of its first."""
    if within.first - _day(start, zone) > OLDEST_SERIES:
        raise ValueError("an event has been repeated for more than ten years: export a shorter time")
    _see_parts(rule)
    until = rule.get("UNTIL", [None])[0]
    plain: Any = vRecur({name: value for name, value in rule.items() if name != "UNTIL"})
    wall = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, time())
    last = min(datetime.combine(within.last + timedelta(days=2), time()), _wall(until, start))
    for one in takewhile(lambda one: one <= last, rrulestr(plain.to_ical().decode(), dtstart=wall)):
        yield one.replace(tzinfo=start.tzinfo) if isinstance(start, datetime) else one.date()


def _see_parts(rule: Any) -> None:
    """Let only those rules through that come again soon enough."""
    every, interval = str(rule.get("FREQ", [""])[0]), int(rule.get("INTERVAL", [1])[0])
    parts = {str(name) for name in rule} - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
    days = rule.get("BYDAY", [])
    numbered = [day for day in days if day.relative]
    good = (
        every in PARTS
        and parts <= PARTS[every]
        and len(parts) <= 1
        and 1 <= interval <= (11 if every == "MONTHLY" else 99)
        and not (every == "DAILY" and days and interval > 1)
        and all(every == "MONTHLY" and abs(day.relative) <= 5 for day in numbered)
        and all(1 <= abs(int(day)) <= 31 for day in rule.get("BYMONTHDAY", []))
        and all(int(count) > 0 for count in rule.get("COUNT", []))
    )
    if not good:
        raise ValueError("an event repeats in a way that rotas do not: export its days one by one")


def _wall(until: date | None, start: date) -> datetime:
    """Return the last moment of a series on the clock of its zone."""
    if until is None:
        return datetime.combine(date.max, time.max)
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    zone = start.tzinfo if isinstance(start, datetime) else None
    return (until.astimezone(zone) if zone and until.tzinfo else until).replace(tzinfo=None)


def _listed(event: Component, name: str) -> Iterator[date]:
    """Give the starts in a property that may come several times, with several of them each."""
    value = event.get(name)
    for some in value if isinstance(value, list) else [value] if value is not None else []:
        yield from (_start(one.dt) for one in some.dts)


def _start(value: Any) -> date:
    """Return a day, a moment, or the start of a period."""
    start = value[0] if isinstance(value, tuple) else value
    if not isinstance(start, date):
        raise ValueError("an event has a time without a day")
    return start


def _comparable(start: date) -> datetime:
    if not isinstance(start, datetime):
        return datetime.combine(start, time())
    return start.astimezone(zone_of("UTC")).replace(tzinfo=None) if start.tzinfo else start


def _day(start: date, zone: str) -> date:
    """Return the local day of a start; a time without a zone is on the team's clock."""
    if not isinstance(start, datetime):
        return start
    return local_day(start if start.tzinfo else start.replace(tzinfo=zone_of(zone)), zone)
