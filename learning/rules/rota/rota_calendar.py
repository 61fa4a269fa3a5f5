"""Rotas as calendars (iCalendar, RFC 5545): one person's shifts as events, also repeating ones.

The file is split into events first and each is read alone, so that one that cannot be used becomes
a problem with its line and leaves the others.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from learning.rules.refusals import InputProblem, Invalid, make_line_problem
from learning.rules.rota.calendar_changes import add_events_of_uid
from learning.rules.rota.calendar_days import CalendarDays
from learning.rules.rota.calendar_event import CalendarEvent, parse_event
from learning.rules.rota.calendar_lines import EventBlock, split_events
from learning.rules.rota.calendar_starts import SpendDays
from learning.rules.rota.rota import MAX_ROTA_PROBLEMS, RotaFault, RotaFile, RotaWindow

MAX_CALENDAR_EVENTS = 5000
MAX_CALENDAR_DATES = 10_000
"""Extra dates and exceptions (RDATE, EXDATE) of all events of one file."""
MAX_CALENDAR_DAYS = 400_000
"""Days that are looked at for the events of one file: about eight hundred endless series."""
DATE_LINE = re.compile(rb"^(?:RDATE|EXDATE)\b[^\r\n]*", re.IGNORECASE | re.MULTILINE)


def read_calendar_rota(raw: bytes, zone: str, window: RotaWindow) -> RotaFile:
    """Read one person's calendar, with the local days of a time zone that lie in a window.

    The file does not say whose it is: the person in the result is "".

    Raises:
        Invalid: it holds more events, or more that repeat, than any rota.
    """
    calendar = split_events(raw)
    dates = sum(_count_dates(event.content) for event in calendar.events)
    if len(calendar.events) > MAX_CALENDAR_EVENTS or dates > MAX_CALENDAR_DATES:
        raise make_too_many_events_error()
    problems = list(calendar.problems)
    days = CalendarDays(zone, window, _make_budget(MAX_CALENDAR_DAYS))
    by_uid: defaultdict[str, list[CalendarEvent]] = defaultdict(list)
    for event in _parse_events(calendar.events, zone, problems):
        by_uid[event.uid].append(event)
    for events in by_uid.values():
        problems += [
            make_line_problem(change.line, "rota.change_without_series")
            for change in add_events_of_uid(events, days)
        ]
    merged = days.merge()
    problems.sort(key=lambda problem: int(str(problem.values["line"])))
    return RotaFile({"": merged} if merged else {}, tuple(problems[:MAX_ROTA_PROBLEMS]))


def _parse_events(
    blocks: Iterable[EventBlock], zone: str, problems: list[InputProblem]
) -> Iterator[CalendarEvent]:
    """Give the events that can be read. The others become problems."""
    for block in blocks:
        try:
            yield parse_event(block, zone)
        except RotaFault as fault:
            problems.append(make_line_problem(block.line, fault.code, **fault.values))
        except (ValueError, OverflowError) as error:  # of the parser
            message = str(error)
            problems.append(make_line_problem(block.line, "rota.unreadable_event", message=message))


def _count_dates(content: bytes) -> int:
    """Count the dates that the lines of an event list, before any is read."""
    return sum(1 + line.count(b",") for line in DATE_LINE.findall(content))


def _make_budget(days: int) -> SpendDays:
    left = days

    def spend_days(count: int) -> None:
        nonlocal left
        left -= count
        if left < 0:
            raise make_too_many_events_error()

    return spend_days


def make_too_many_events_error() -> Invalid:
    """Make the refusal of a file that would take too long to read."""
    return Invalid("rota.too_many_events", max_events=MAX_CALENDAR_EVENTS)
