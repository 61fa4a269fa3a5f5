"""What a rota file says, and what of it differs from what is known: values only; `rota_csv.py` and `rota_calendar.py` read files."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from learning.rules.refusals import InputProblem

ROTA_FILE_PAST, ROTA_FILE_FUTURE = timedelta(days=60), timedelta(days=366)
"""Days of a file, from today, that are looked at."""
MAX_ROTA_PROBLEMS = 200
"""Problems that are listed; a file with more is another kind of file."""

OFF_WORDS = {
    "", "-", "off", "day off", "days off", "free", "rest", "rest day", "rdo", "leave", "annual leave", "on leave",
    "holiday", "holidays", "vacation", "pto", "absent", "sick", "sick leave", "not working",
}  # fmt: skip
"""What rotas write, in small letters, where somebody does not work."""


@dataclass(frozen=True, slots=True)
class RotaWindow:
    """The days that a file may speak of, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def description(self) -> str:
        """The window for a person."""
        return f"from {self.first.isoformat()} to {self.last.isoformat()}"


def make_rota_window(today: date) -> RotaWindow:
    """Return the days that a file of today may speak of."""
    return RotaWindow(today - ROTA_FILE_PAST, today + ROTA_FILE_FUTURE)


PersonKey = Literal["login", "name"]
"""How a file names people."""


@dataclass(frozen=True, slots=True)
class RotaFile:
    """A file: for everybody, as they are named in it, the days that it names, true for a shift. What is wrong, line by line."""

    people: Mapping[str, Mapping[date, bool]]
    problems: tuple[InputProblem, ...] = ()
    person_key: PersonKey = "login"

    @property
    def covered_window(self) -> RotaWindow | None:
        """From the first to the last day in it: on all days between, who has no shift is off. None for an empty file."""
        days = {day for rota in self.people.values() for day in rota}
        return RotaWindow(min(days), max(days)) if days else None


@dataclass(frozen=True, slots=True)
class RotaDifference:
    """What a file changes of one person's days: `put` says that a day is a shift (true) or off, `drop` that it is like the week."""

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
    """Compare a person's shifts in a file with the week and the days that are `known` to differ from it.

    What is over is judged kindly: of a day before today a file can only say that it was off. Nobody's streak breaks
    afterwards over a shift that the house did not know of.
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


def means_day_off(text: str) -> bool:
    """Say whether a rota's word for a shift says that there is none."""
    return " ".join(text.casefold().split()) in OFF_WORDS


def _iterate_window_days(window: RotaWindow) -> Iterable[date]:
    return (
        window.first + timedelta(days=ahead)
        for ahead in range((window.last - window.first).days + 1)
    )
