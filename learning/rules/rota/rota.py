"""The content of a rota file, and how it differs from what is known.

`rota_table.py` and `rota_calendar.py` read the files.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from learning.rules.refusals import InputProblem
from learning.rules.rota.day_off_words import means_day_off as means_day_off

ROTA_FILE_PAST, ROTA_FILE_FUTURE = timedelta(days=60), timedelta(days=366)
"""How far the days of a file may lie before and after today."""
MAX_ROTA_PROBLEMS = 200
"""Problems that are listed. A file with more of them is another kind of file."""


@dataclass(frozen=True, slots=True)
class RotaWindow:
    """A span of days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def make_rota_window(today: date) -> RotaWindow:
    """Return the days that a file of today may hold."""
    return RotaWindow(today - ROTA_FILE_PAST, today + ROTA_FILE_FUTURE)


PersonKey = Literal["login", "name"]
"""How a file names people."""


class RotaFault(Exception):  # noqa: N818 - it is a fault of a file, not of the program
    """Something in a rota file that cannot be used, as a message code and values."""

    def __init__(self, code: str, **values: object) -> None:
        """Keep the code and its values."""
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class RotaFile:
    """A file that was read.

    `people` gives for each person, as named in the file, the days that the file names: true for a
    shift, false for a day off. `problems` are the faults of single lines.
    """

    people: Mapping[str, Mapping[date, bool]]
    problems: tuple[InputProblem, ...] = ()
    person_key: PersonKey = "login"

    @property
    def covered_window(self) -> RotaWindow | None:
        """The span from the first to the last day in the file; None for an empty file.

        On the days between, a person without a shift is off.
        """
        days = {day for rota in self.people.values() for day in rota}
        return RotaWindow(min(days), max(days)) if days else None


@dataclass(frozen=True, slots=True)
class RotaDifference:
    """What a file changes of one person's days.

    `days_to_set` become a shift (true) or a day off (false). `days_to_remove` are like the week
    again.
    """

    days_to_set: Mapping[date, bool] = field(default_factory=dict)
    days_to_remove: Collection[date] = ()

    @property
    def changed_days(self) -> int:
        """How many days change."""
        return len(self.days_to_set) + len(self.days_to_remove)


def compare_rota(
    shifts: Collection[date],
    window: RotaWindow,
    work_days: Collection[int],
    known_days: Mapping[date, bool],
    today: date,
) -> RotaDifference:
    """Compare a person's shifts in a file with the week and the `known_days` that differ from it.

    A shift before today is ignored: such a day can only become a day off. No streak breaks
    afterwards because of a shift that was not known in time.
    """
    days_to_set, days_to_remove = {}, []
    for day in _iterate_window_days(window):
        shift, usual_work_day = day in shifts, day.isoweekday() in work_days
        if shift and day < today:
            continue
        if shift == usual_work_day and day in known_days:
            days_to_remove.append(day)
        elif shift != usual_work_day and known_days.get(day) != shift:
            days_to_set[day] = shift
    return RotaDifference(days_to_set, days_to_remove)


def _iterate_window_days(window: RotaWindow) -> Iterable[date]:
    return (
        window.first + timedelta(days=ahead)
        for ahead in range((window.last - window.first).days + 1)
    )
