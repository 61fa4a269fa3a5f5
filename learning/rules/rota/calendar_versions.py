"""Versions of an event of an iCalendar file: the newest counts, the others are taken out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from learning.rules.rota.calendar_days import CalendarDays
from learning.rules.rota.calendar_event import CalendarEvent
from learning.rules.rota.calendar_series import list_starts
from learning.rules.rota.calendar_times import to_wall
from learning.rules.rota.days import find_shift_day


class Change(NamedTuple):
    """A change of a series: the start that it replaces, and the event instead."""

    replaces: date
    event: CalendarEvent


def keep_newest(events: Sequence[CalendarEvent], days: CalendarDays) -> list[CalendarEvent]:
    """Return the newest of several versions, and take out the others.

    Versions that nothing tells apart all count, but for those that one of them cancels.
    """
    newest = max((event.version for event in events), default=None)
    kept = [event for event in events if event.version == newest]
    for event in events:
        if event.version != newest and not _is_endless(event):
            take_out_event(event, days)
    cancelled = {event.start for event in kept if event.is_cancelled}
    return [event for event in kept if event.is_cancelled or event.start not in cancelled]


def keep_newest_changes(
    events: Iterable[CalendarEvent], originals: Sequence[CalendarEvent], days: CalendarDays
) -> Iterator[Change]:
    """Give the newest change of each start of a series. The others are taken out."""
    origin = next((one.start.moment for one in originals if one.start), None)
    keyed = [
        (
            (_find_day_of_start(one.replaces, origin, days.zone), one.is_for_further),
            Change(one.replaces, one),
        )
        for one in events
        if one.replaces is not None
    ]
    keyed.sort(key=lambda pair: pair[0])
    for _, group in groupby(keyed, key=lambda pair: pair[0]):
        changes = {change.event.line: change for _, change in group}
        for event in keep_newest([change.event for change in changes.values()], days):
            yield changes[event.line]


def take_out_event(event: CalendarEvent, days: CalendarDays) -> None:
    """Take out all starts of an event."""
    if event.start:
        for start in list_starts(event, event.start, days).values():
            days.take_out(start)


def _is_endless(event: CalendarEvent) -> bool:
    return any(rule.count is None and rule.until is None for rule in event.rules)


def _find_day_of_start(moment: date, origin: date | None, zone: str) -> date:
    """Return the day of a start, which names it in whatever zone and form it is written."""
    if origin is None and isinstance(moment, datetime):
        return find_shift_day(moment, zone)
    return to_wall(moment, moment if origin is None else origin, zone).date()
