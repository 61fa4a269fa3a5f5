"""The days that the events of an iCalendar file name, in the window of a rota."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from learning.rules.rota.calendar_event import EventStart
from learning.rules.rota.calendar_starts import SpendDays
from learning.rules.rota.event_days import find_first_day
from learning.rules.rota.rota import RotaWindow

ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class CalendarDays:
    """The days of a window that the events of a file name.

    `worked` are days of shifts, `leave` whole days off, `taken_out` days of what is no shift or no
    longer one.
    """

    zone: str
    window: RotaWindow
    spend_days: SpendDays
    worked: set[date] = field(default_factory=set)
    leave: set[date] = field(default_factory=set)
    taken_out: set[date] = field(default_factory=set)

    def add(self, start: EventStart, is_work: bool) -> None:
        """Add the days of an event that takes place."""
        days = self._list_days(start)
        is_whole = start.length.is_whole or start.length.days > 1
        (self.worked if is_work else self.leave if is_whole else self.taken_out).update(days)

    def take_out(self, start: EventStart) -> None:
        """Add the days of an event that does not take place, or no longer then."""
        self.taken_out.update(self._list_days(start))

    def merge(self) -> dict[date, bool]:
        """Return all days, true for a shift. Whole days off count more than a shift."""
        days = dict.fromkeys(self.taken_out | self.leave, False)
        return days | {day: day not in self.leave for day in self.worked}

    def _list_days(self, start: EventStart) -> list[date]:
        moment, length = start
        first = find_first_day(moment, length.is_whole, self.zone)
        begins = max(first, self.window.first)
        count = (min(first + (length.days - 1) * ONE_DAY, self.window.last) - begins).days + 1
        self.spend_days(max(1, count))
        return [begins + ahead * ONE_DAY for ahead in range(count)]
