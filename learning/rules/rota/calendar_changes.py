"""All events of an iCalendar file with one UID: an event, its versions, and changes of a series.

A change of one start takes the place of that start, a change of further starts that of all from
then on. What does not take place, or no longer then, is taken out.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from learning.rules.rota.calendar_days import CalendarDays
from learning.rules.rota.calendar_event import CalendarEvent, EventStart
from learning.rules.rota.calendar_series import Starts, find_excluded, list_starts, match_starts
from learning.rules.rota.calendar_times import from_wall, to_wall
from learning.rules.rota.calendar_versions import (
    Change,
    keep_newest,
    keep_newest_changes,
    take_out_event,
)
from learning.rules.rota.event_days import MAX_EVENT_DAYS, EventLength


class FurtherChange(NamedTuple):
    """A change of all starts of a series from a wall time on, and how far it moves them."""

    wall: datetime
    moves_by: timedelta
    event: CalendarEvent


def add_events_of_uid(events: Sequence[CalendarEvent], days: CalendarDays) -> list[CalendarEvent]:
    """Add the days of all events with one UID. Return the changes that have no series to change."""
    originals = keep_newest([one for one in events if one.replaces is None], days)
    changes = list(keep_newest_changes(events, originals, days))
    single = [change for change in changes if not change.event.is_for_further]
    further = [change for change in changes if change.event.is_for_further]
    outdated = set[int]()
    for original in originals:
        if original.is_cancelled:
            take_out_event(original, days)
        elif original.start:
            outdated |= _add_original(original, original.start, single, further, days)
    for change in single:
        _add_change(change, originals, change.event.line in outdated, days)
    if any(one.rules or one.added or one.is_cancelled for one in originals):
        return []
    return [change.event for change in further if not _add_series_of_change(change.event, days)]


def _add_original(
    event: CalendarEvent,
    first: EventStart,
    single: Sequence[Change],
    further: Sequence[Change],
    days: CalendarDays,
) -> set[int]:
    """Add the days of an event, but for the starts that are excluded or changed.

    Return the lines of older changes whose start this version of the event no longer has.
    """
    origin, zone = first.moment, days.zone
    days.spend_days(len(single) + len(further))
    changes = sorted(_measure_changes(origin, further, zone), key=lambda change: change.wall)
    margin = max((abs(change.moves_by).days + 1 for change in changes), default=0)
    margin = min(margin, MAX_EVENT_DAYS)
    starts = list_starts(event, first, days, margin)
    for wall in find_excluded(event, first, starts, days, margin):
        days.take_out(starts.pop(wall))
    matches = match_starts(starts, [change.replaces for change in single], origin, zone)
    for wall in set[datetime]().union(*matches):
        days.take_out(starts.pop(wall))
    _add_starts(event, first, starts, changes, days)
    return {
        change.event.line
        for change, walls in zip(single, matches, strict=True)
        if not walls
        and change.event.version.sequence < event.version.sequence
        and to_wall(change.replaces, origin, zone).date() in days.window
    }


def _add_starts(
    event: CalendarEvent,
    first: EventStart,
    starts: Starts,
    changes: Sequence[FurtherChange],
    days: CalendarDays,
) -> None:
    """Add starts, each as the last change before it says."""
    walls = [change.wall for change in changes]
    for wall, start in starts.items():
        place = bisect_right(walls, wall)
        if not place:
            days.add(start, event.is_work)
            continue
        days.take_out(start)
        change = changes[place - 1]
        if change.event.start and not change.event.is_cancelled:
            moment = from_wall(wall + change.moves_by, first.moment)
            days.add(EventStart(moment, change.event.start.length), change.event.is_work)


def _measure_changes(origin: date, further: Iterable[Change], zone: str) -> Iterator[FurtherChange]:
    for replaces, event in further:
        wall = to_wall(replaces, origin, zone)
        begins = to_wall(event.start.moment, origin, zone) if event.start else wall
        yield FurtherChange(wall, begins - wall, event)


def _add_series_of_change(change: CalendarEvent, days: CalendarDays) -> bool:
    """Add a change of further starts whose series is not there. False: it does not name them."""
    if change.start is None or not (change.rules or change.added):
        return False
    if change.is_cancelled:
        take_out_event(change, days)
    else:
        _add_original(change, change.start, (), (), days)
    return True


def _add_change(
    change: Change, originals: Sequence[CalendarEvent], is_outdated: bool, days: CalendarDays
) -> None:
    """Add the changed start. Without its series, the start that it replaces is taken out here."""
    event = change.event
    if not originals:
        length = event.start.length if event.start else EventLength(1, is_whole=False)
        days.take_out(EventStart(change.replaces, length))
    if event.start is None:
        return
    is_series_cancelled = any(
        one.is_cancelled and one.version >= event.version for one in originals
    )
    if event.is_cancelled or is_outdated or is_series_cancelled:
        days.take_out(event.start)
    else:
        days.add(event.start, event.is_work)
