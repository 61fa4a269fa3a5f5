"""The times of an iCalendar file: days and instants, compared as wall times of one series."""

from datetime import date, datetime, time
from typing import Any

from learning.rules.rota.days import find_time_zone
from learning.rules.rota.event_days import find_midnight
from learning.rules.rota.rota import RotaFault

YEARS = range(1900, 2200)
"""Years that a calendar may name. Near the ends of time, days cannot be converted."""
MIDNIGHT = time()


def to_moment(value: Any, zone: str) -> date:
    """Return a day or an instant. A time without a zone is in the zone of the team."""
    if not isinstance(value, date):
        raise RotaFault("rota.time_without_a_day")
    if value.year not in YEARS:
        raise RotaFault("rota.year_too_far", year=value.year)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=find_time_zone(zone))
    return value


def to_wall(moment: date, start: date, zone: str) -> datetime:
    """Return a moment as wall time in the zone of a series with the first start `start`.

    In a series of days it is the midnight of a day: as written, if it was written as midnight.
    """
    if not isinstance(moment, datetime):
        return datetime.combine(moment, MIDNIGHT)
    if isinstance(start, datetime):
        return moment.astimezone(start.tzinfo).replace(tzinfo=None)
    is_day_as_written = find_midnight(moment) is not None
    local = moment if is_day_as_written else moment.astimezone(find_time_zone(zone))
    return datetime.combine(local.date(), MIDNIGHT)


def from_wall(wall: datetime, start: date) -> date:
    """Return the moment of a wall time in a series with the first start `start`."""
    return wall.replace(tzinfo=start.tzinfo) if isinstance(start, datetime) else wall.date()


def parse_until(until: date | None, start: date, zone: str) -> datetime | None:
    """Return the last possible start of a series as wall time; None if it has no end."""
    if until is None or until.year >= YEARS.stop:
        return None
    if isinstance(until, datetime):
        if until.tzinfo is None and isinstance(start, datetime):
            return until
        return to_wall(to_moment(until, zone), start, zone)
    return datetime.combine(until, time.max)
