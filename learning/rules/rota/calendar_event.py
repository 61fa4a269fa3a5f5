"""One event of an iCalendar file (RFC 5545) as typed values.

Time zones that a file defines are never built: a zone without a known name counts as the team's,
and so does a time without a zone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from icalendar import Component, Event

from learning.rules.rota.calendar_lines import EventBlock
from learning.rules.rota.calendar_rule import RepeatRule, parse_rule
from learning.rules.rota.calendar_times import parse_until, to_moment, to_wall
from learning.rules.rota.event_days import EventEnd, EventLength, measure_event
from learning.rules.rota.folding import fold_text
from learning.rules.rota.rota import RotaFault, means_day_off
from learning.rules.rota.word_lists import load_word_lists

REQUIRED_PROPERTIES = {
    "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS",
}  # fmt: skip
"""Properties that must be readable where an event has them."""
WHOLE_DAY_MARKS = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT")
BUSY_STATUS, OUT_OF_OFFICE = "X-MICROSOFT-CDO-BUSYSTATUS", "OOF"
USED_LINES = {
    name.encode()
    for name in (
        *("BEGIN", "END", "UID", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "DTSTAMP"),
        *(*REQUIRED_PROPERTIES, *WHOLE_DAY_MARKS, BUSY_STATUS),
    )
}
CANCELLED_STATUS = ("CANCELLED", "CANCELED")
CANCELLED_WORDS = frozenset(
    fold_text(word) for words in load_word_lists("lines")["cancelled"].values() for word in words
)
"""What calendars write before the title of an event that was cancelled: "Canceled: Shift"."""
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
ONE_SHIFT = "shift"
"""The summary of an event that has none."""


class EventVersion(NamedTuple):
    """Says which of two versions of an event is newer: the greater one."""

    sequence: int
    changed_at: datetime
    written_at: datetime


class EventStart(NamedTuple):
    """A start, and how long the event takes from it."""

    moment: date
    length: EventLength


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event. `start` is None only for a cancelled event that does not repeat its start.

    `replaces` is the start in a series that the event takes the place of, if it does, and with
    `is_for_further` all starts after it, too. `added` and `excluded` are single starts of a series.
    A change of one start does not repeat: calendars may write the rule of its series in it again.
    """

    uid: str
    line: int
    version: EventVersion
    start: EventStart | None
    rules: tuple[RepeatRule, ...]
    excluded_rules: tuple[RepeatRule, ...]
    added: tuple[EventStart, ...]
    excluded: tuple[date, ...]
    replaces: date | None
    is_for_further: bool
    is_cancelled: bool
    is_work: bool


def parse_event(block: EventBlock, zone: str) -> CalendarEvent:
    """Read an event, for a person in the time zone `zone`.

    Raises:
        RotaFault: it has something that cannot be used.
        ValueError: the parser cannot read it.
    """
    event = Event.from_ical(_select_lines(block.content))
    broken = {str(name).upper() for name, _ in event.errors}
    if unreadable := sorted(broken & REQUIRED_PROPERTIES):
        raise RotaFault("rota.unreadable_property", property=unreadable[0])
    replaced = _get_single(event, "RECURRENCE-ID")
    ranges = str(replaced.params.get("RANGE", "")).upper() if replaced is not None else ""
    if ranges not in ("", "THISANDFUTURE"):
        raise RotaFault("rota.change_of_earlier_days")
    is_cancelled = block.is_cancelled or _says_cancelled(event)
    start = _read_start(event, is_cancelled, zone)
    repeats = start is not None and (replaced is None or bool(ranges))
    return CalendarEvent(
        uid=_get_text(event, "UID") or f"#{block.line}",
        line=block.line,
        version=_read_version(event, broken),
        start=start,
        rules=tuple(_list_rules(event, "RRULE", start.moment, zone)) if start and repeats else (),
        excluded_rules=(
            tuple(_list_rules(event, "EXRULE", start.moment, zone)) if start and repeats else ()
        ),
        added=tuple(_list_added(event, start, zone)) if start and repeats else (),
        excluded=tuple(_list_moments(event, "EXDATE", zone)) if repeats else (),
        replaces=None if replaced is None else to_moment(replaced.dt, zone),
        is_for_further=bool(ranges),
        is_cancelled=is_cancelled,
        is_work=_is_work(event),
    )


def _select_lines(content: bytes) -> bytes:
    """Return the lines of an event that say when it is. The others only cost time."""
    lines = content.split(b"\r\n")
    return b"\r\n".join(
        line for line in lines if re.split(b"[:;]", line, maxsplit=1)[0].upper() in USED_LINES
    )


def _says_cancelled(event: Component) -> bool:
    """Say whether an event does not take place: by its status, or by what Outlook writes."""
    status = _get_text(event, "STATUS").upper()
    before, colon, _ = _get_text(event, "SUMMARY").partition(":")
    return status in CANCELLED_STATUS or (bool(colon) and fold_text(before) in CANCELLED_WORDS)


def _is_work(event: Component) -> bool:
    """Say whether an event is a shift.

    TRANSP and a status of "free" do not matter: calendars write them for each event of whole days.
    """
    return not means_day_off(_get_text(event, "SUMMARY") or ONE_SHIFT) and (
        _get_text(event, BUSY_STATUS).upper() != OUT_OF_OFFICE
    )


def _read_start(event: Component, is_cancelled: bool, zone: str) -> EventStart | None:
    first = _get_single(event, "DTSTART")
    if first is None:
        if is_cancelled:
            return None
        raise RotaFault("rota.missing_start")
    start = to_moment(first.dt, zone)
    end, duration = _get_single(event, "DTEND"), _get_single(event, "DURATION")
    if duration is not None and not isinstance(duration.dt, timedelta):
        raise RotaFault("rota.invalid_duration")
    written = EventEnd(
        None if end is None else to_moment(end.dt, zone),
        None if duration is None or end is not None else duration.dt,
    )
    is_marked_whole = any(_get_text(event, name).upper() == "TRUE" for name in WHOLE_DAY_MARKS)
    return EventStart(start, measure_event(start, written, is_marked_whole, zone))


def _read_version(event: Component, broken: set[str]) -> EventVersion:
    sequence = event.get("SEQUENCE", 0) if "SEQUENCE" not in broken else 0
    written_at = _read_instant(event, "DTSTAMP", broken)
    changed_at = _read_instant(event, "LAST-MODIFIED", broken)
    return EventVersion(
        sequence if isinstance(sequence, int) else 0,
        changed_at or written_at or LONG_AGO,
        written_at or LONG_AGO,
    )


def _read_instant(event: Component, name: str, broken: set[str]) -> datetime | None:
    value = None if name in broken else event.get(name)
    instant = getattr(value, "dt", None)
    if not isinstance(instant, datetime):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _list_rules(event: Component, name: str, start: date, zone: str) -> Iterator[RepeatRule]:
    for parts in filter(None, _list_values(event, name)):
        until = parse_until(parts.get("UNTIL", [None])[0], start, zone)
        yield parse_rule(parts, to_wall(start, start, zone), until)


def _list_added(event: Component, start: EventStart, zone: str) -> Iterator[EventStart]:
    """Give the starts of RDATE. A period says for itself how long it takes."""
    for dated in _list_dated(event, "RDATE"):
        if not isinstance(dated, tuple):
            yield EventStart(to_moment(dated, zone), start.length)
            continue
        first, end = to_moment(dated[0], zone), dated[1]
        written = (
            EventEnd(duration=end)
            if isinstance(end, timedelta)
            else EventEnd(end=to_moment(end, zone))
        )
        yield EventStart(first, measure_event(first, written, False, zone))


def _list_moments(event: Component, name: str, zone: str) -> Iterator[date]:
    for dated in _list_dated(event, name):
        yield to_moment(dated[0] if isinstance(dated, tuple) else dated, zone)


def _list_dated(event: Component, name: str) -> Iterator[Any]:
    """Give the values of a property that may occur several times, with several values each."""
    for dates in _list_values(event, name):
        yield from (dated.dt for dated in dates.dts)


def _list_values(event: Component, name: str) -> list[Any]:
    value = event.get(name)
    return value if isinstance(value, list) else [] if value is None else [value]


def _get_single(event: Component, name: str) -> Any:
    """Return a property that an event may have once; None if it has none."""
    values = _list_values(event, name)
    if len(values) > 1:
        raise RotaFault("rota.property_more_than_once", property=name)
    return values[0] if values else None


def _get_text(event: Component, name: str) -> str:
    return str(_get_single(event, name) or "").strip()
