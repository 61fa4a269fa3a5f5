"""The starts of one event of an iCalendar file: its own, and those of its rules and extra dates."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from learning.rules.rota.calendar_days import CalendarDays
from learning.rules.rota.calendar_event import CalendarEvent, EventStart
from learning.rules.rota.calendar_rule import RepeatRule
from learning.rules.rota.calendar_starts import iterate_rule
from learning.rules.rota.calendar_times import from_wall, to_wall

Starts = dict[datetime, EventStart]
"""The starts of an event by their wall time in its zone."""


def list_starts(
    event: CalendarEvent, start: EventStart, days: CalendarDays, margin: int = 0
) -> Starts:
    """List the starts of an event that can touch the window, or lie `margin` days beside it.

    `start` is the first start of the event. It counts though it may disagree with the rules, but
    not if all of them end before it: calendars write that for a series without any start.
    """
    origin, zone = start.moment, days.zone
    first_wall = to_wall(origin, origin, zone)
    walls = _list_rule_walls(event.rules, start, days, margin)
    if not event.rules or any(not rule.until or rule.until >= first_wall for rule in event.rules):
        walls.add(first_wall)
    starts = {wall: EventStart(from_wall(wall, origin), start.length) for wall in walls}
    return starts | {to_wall(added.moment, origin, zone): added for added in event.added}


def find_excluded(
    event: CalendarEvent, start: EventStart, starts: Starts, days: CalendarDays, margin: int = 0
) -> set[datetime]:
    """Return which of the starts of an event its exceptions (EXDATE, EXRULE) take out."""
    by_rule = _list_rule_walls(event.excluded_rules, start, days, margin)
    by_date = match_starts(starts, event.excluded, start.moment, days.zone)
    return (by_rule & set(starts)).union(*by_date)


def match_starts(
    starts: Collection[datetime], moments: Iterable[date], origin: date, zone: str
) -> list[list[datetime]]:
    """Return for each moment the starts that it names, in whatever zone and form it is written.

    A moment that is the instant of no start names those of its day: calendars also write the day
    or its midnight.
    """
    walls_by_day: defaultdict[date, list[datetime]] = defaultdict(list)
    for wall in starts:
        walls_by_day[wall.date()].append(wall)
    walls = [(to_wall(one, origin, zone), isinstance(one, datetime)) for one in moments]
    return [
        [wall] if is_instant and wall in starts else walls_by_day.get(wall.date(), [])
        for wall, is_instant in walls
    ]


def _list_rule_walls(
    rules: Iterable[RepeatRule], start: EventStart, days: CalendarDays, margin: int
) -> set[datetime]:
    first = days.window.first - timedelta(days=start.length.days + margin + 1)
    last = days.window.last + timedelta(days=margin + 1)
    wall = to_wall(start.moment, start.moment, days.zone)
    return {one for rule in rules for one in iterate_rule(rule, wall, first, last, days.spend_days)}
