"""The days that an event of a calendar takes.

A shift belongs to the day on which it begins, see `find_shift_day`. An event of whole days takes
the days as they are written: in its own zone, or else in the team's. It may be written as days, or
from midnight to midnight, or marked as Outlook does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import ceil

from learning.rules.rota.days import find_shift_day, find_time_zone
from learning.rules.rota.rota import RotaFault

MAX_EVENT_DAYS = 366
"""The longest event: a year of leave."""
MIDNIGHT = time()
LAST_MINUTE = time(23, 59)
"""From this time on, an end means the midnight that follows."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EventLength:
    """How many days an event takes, and whether it takes them whole.

    `lasts` is the time from its start to its end, where it does not take whole days.
    """

    days: int
    is_whole: bool
    lasts: timedelta = field(default=timedelta(), compare=False)


@dataclass(frozen=True, slots=True)
class EventEnd:
    """How the end of an event is written: as an end, as a duration, or not at all."""

    end: date | None = None
    duration: timedelta | None = None


def measure_event(start: date, written: EventEnd, is_marked_whole: bool, zone: str) -> EventLength:
    """Measure an event. A shift takes one day, and one more for every further 24 hours.

    Raises:
        RotaFault: it ends before it starts, or takes more than `MAX_EVENT_DAYS`.
    """
    if written.duration is not None:
        _validate_days(written.duration.days)  # before it is added to a start
    length = (
        _measure_timed_event(start, list(_list_ends(start, written)), is_marked_whole, zone)
        if isinstance(start, datetime)
        else EventLength(max(1, _count_whole_days(start, written)), is_whole=True)
    )
    _validate_days(length.days)
    return length


def _validate_days(days: int) -> None:
    if days > MAX_EVENT_DAYS:
        raise RotaFault("rota.event_too_long", days=days, max_days=MAX_EVENT_DAYS)


def find_first_day(start: date, is_whole: bool, zone: str) -> date:
    """Return the first day that an event takes."""
    if not isinstance(start, datetime):
        return start
    if not is_whole:
        return find_shift_day(start, zone)
    if start.time() == MIDNIGHT:
        return start.date()
    local = start.astimezone(find_time_zone(zone))
    return (local + ONE_DAY / 2).date()  # the nearest midnight: clocks change


def _count_whole_days(start: date, written: EventEnd) -> int:
    end, duration = written.end, written.duration
    if isinstance(end, datetime):
        raise RotaFault("rota.start_and_end_differ_in_kind")
    length = end - start if end is not None else duration if duration is not None else ONE_DAY
    if length < timedelta():
        raise RotaFault("rota.ends_before_start")
    return ceil(length / ONE_DAY)


def _list_ends(start: datetime, written: EventEnd) -> Iterator[datetime]:
    """Give the end of an event; of a duration over a change of clocks by wall time and by hours."""
    if written.duration is not None:
        yield start + written.duration
        yield (start.astimezone(UTC) + written.duration).astimezone(start.tzinfo)
    elif written.end is None:
        yield start
    elif isinstance(written.end, datetime):
        yield written.end
    else:
        raise RotaFault("rota.start_and_end_differ_in_kind")


def _measure_timed_event(
    start: datetime, ends: list[datetime], is_marked_whole: bool, zone: str
) -> EventLength:
    if max(end.astimezone(UTC) for end in ends) < start.astimezone(UTC):
        raise RotaFault("rota.ends_before_start")
    spans = [
        (start.astimezone(place).replace(tzinfo=None), end.astimezone(place).replace(tzinfo=None))
        for place in (start.tzinfo, find_time_zone(zone))
        for end in ends
    ]
    for first, last in spans:
        end = find_midnight(last)
        if first.time() == MIDNIGHT and end is not None and end > first:
            return EventLength((end - first).days, is_whole=True)
    days = max(1, min(ceil((last - first) / ONE_DAY) for first, last in spans))
    lasts = ends[-1].astimezone(UTC) - start.astimezone(UTC)
    return EventLength(days, is_whole=is_marked_whole, lasts=lasts)


def find_midnight(end: datetime) -> datetime | None:
    """Return the midnight that an end means; None for an end within a day."""
    if end.time() >= LAST_MINUTE:
        return datetime.combine(end.date() + ONE_DAY, MIDNIGHT)
    return end if end.time() == MIDNIGHT else None
