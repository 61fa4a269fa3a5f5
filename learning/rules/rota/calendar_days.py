"""The days that the events of an iCalendar file name, in the window of a rota."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from learning.rules.rota.calendar_event import EventStart
from learning.rules.rota.calendar_starts import SpendDays
from learning.rules.rota.event_days import find_first_day
from learning.rules.rota.rota import RotaWindow

ONE_DAY = timedelta(days=1)
Hours = tuple[datetime, datetime] | None
"""The begin and the end of an event; None where they are not known."""


def make_hours_by_day() -> defaultdict[date, list[Hours]]:
    """Make a table of hours without any."""
    return defaultdict(list)


def _find_hours(start: EventStart) -> Hours:
    moment, length = start
    if not isinstance(moment, datetime) or length.is_whole or not length.lasts:
        return None
    begins = moment.astimezone(UTC)
    return begins, begins + length.lasts


@dataclass(slots=True)
class CalendarDays:
    """The days of a window that the events of a file name.

    `worked` are days of shifts, `leave` whole days off, `taken_out` days of what is no shift or no
    longer one. `shift_hours` and `leave_hours` are the times of what takes no whole days, by day.
    """

    zone: str
    window: RotaWindow
    spend_days: SpendDays
    worked: set[date] = field(default_factory=set)
    leave: set[date] = field(default_factory=set)
    taken_out: set[date] = field(default_factory=set)
    shift_hours: defaultdict[date, list[Hours]] = field(default_factory=make_hours_by_day)
    leave_hours: defaultdict[date, list[Hours]] = field(default_factory=make_hours_by_day)

    def add(self, start: EventStart, is_work: bool) -> None:
        """Add the days of an event that takes place."""
        days = self._list_days(start)
        is_whole = start.length.is_whole or start.length.days > 1
        (self.worked if is_work else self.leave if is_whole else self.taken_out).update(days)
        if (is_work or not is_whole) and days:
            by_day = self.shift_hours if is_work else self.leave_hours
            by_day[days[0]].append(_find_hours(start))

    def take_out(self, start: EventStart) -> None:
        """Add the days of an event that does not take place, or no longer then."""
        self.taken_out.update(self._list_days(start))

    def merge(self) -> dict[date, bool]:
        """Return all days, true for a shift. Whole days off count more than a shift.

        So do hours off that hold all shifts of a day.
        """
        days = dict.fromkeys(self.taken_out | self.leave, False)
        return days | {
            day: day not in self.leave and not self._is_on_leave(day) for day in self.worked
        }

    def _is_on_leave(self, day: date) -> bool:
        """Say whether each shift of a day lies in hours off."""
        leave = self.leave_hours.get(day, [])
        return bool(leave) and all(
            shift is not None
            and any(off and off[0] <= shift[0] and shift[1] <= off[1] for off in leave)
            for shift in self.shift_hours.get(day, [None])
        )

    def _list_days(self, start: EventStart) -> list[date]:
        moment, length = start
        first = find_first_day(moment, length.is_whole, self.zone)
        begins = max(first, self.window.first)
        count = (min(first + (length.days - 1) * ONE_DAY, self.window.last) - begins).days + 1
        self.spend_days(max(1, count))
        return [begins + ahead * ONE_DAY for ahead in range(count)]
