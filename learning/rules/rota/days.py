"""Local days of teams. A day begins at 04:00, so that the evening of a late shift is one day.

An instant is a timezone-aware datetime; a day is a date; a week is named by its Monday.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

DAY_START_TIME = time(4)
ALL_ISO_WEEKDAYS = (1, 2, 3, 4, 5, 6, 7)
USABLE_YEARS = range(2, 9999)
"""Years whose days can be moved by months and still are days."""


class Rota(msgspec.Struct, frozen=True):
    """When a person works: ISO weekdays (1 is Monday), and the days that differ from the week.

    `days_off` are leave on weekdays of the week, `days_on` shifts on other days.
    """

    work_days: Collection[int]
    days_off: Collection[date] = ()
    days_on: Collection[date] = ()

    def is_work_day(self, day: date) -> bool:
        """Say whether the person works on a day."""
        return (
            day not in self.days_off if day.isoweekday() in self.work_days else day in self.days_on
        )

    def find_next_work_day(self, day: date) -> date:
        """Return the first working day from `day` on.

        It is `day` itself if no working day comes within 60 days.
        """
        if self.is_work_day(day):
            return day
        ahead = (day + timedelta(days=count) for count in range(1, 60))
        return next((candidate for candidate in ahead if self.is_work_day(candidate)), day)


@lru_cache(maxsize=1024)
def find_time_zone(name: str) -> ZoneInfo:
    """Find the zone by its IANA name.

    Raises:
        ValueError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(f"not an IANA time zone: {name!r}") from error


def to_local_day(instant: datetime, zone: str) -> date:
    """Return the local day of an instant.

    The wall clock decides, so that a day may have 23, 24 or 25 hours.
    """
    local = instant.astimezone(find_time_zone(zone))
    return local.date() if local.time() >= DAY_START_TIME else local.date() - timedelta(days=1)


def find_shift_day(start: datetime, zone: str) -> date:
    """Return the day to which a shift belongs: the calendar day on which it begins.

    This is the rule of rotas of every kind. A table names that day; a calendar gives the start. So
    a shift from 22:00 belongs to the day of its evening, and one from 03:30 to the day that the
    rota on the wall names, although the local day begins at 04:00.
    """
    return start.astimezone(find_time_zone(zone)).date()


def find_day_start(day: date, zone: str) -> datetime:
    """Return the instant (UTC) at which a local day begins.

    A wall time that a clock change skips is read with the offset before the change (PEP 495,
    fold 0); the result lies just after the gap. Of a wall time that comes twice, the first is used.
    """
    return datetime.combine(day, DAY_START_TIME, find_time_zone(zone)).astimezone(UTC)


def find_week_start(day: date) -> date:
    """Return the Monday of the week that holds a day."""
    return day - timedelta(days=day.weekday())
