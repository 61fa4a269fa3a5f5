"""What a rota file says, and what of it differs from what is known: values only; `rota_csv.py` and `rota_calendar.py` read files."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from learning.rules.problems import Problem

BEFORE, AHEAD = timedelta(days=60), timedelta(days=366)
"""Days of a file, from today, that are looked at."""
MOST_PROBLEMS = 200
"""Problems that are listed; a file with more is another kind of file."""

OFF = {
    "", "-", "off", "day off", "days off", "free", "rest", "rest day", "rdo", "leave", "annual leave", "on leave",
    "holiday", "holidays", "vacation", "pto", "absent", "sick", "sick leave", "not working",
}  # fmt: skip
"""What rotas write, in small letters, where somebody does not work."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a file may speak of, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def in_words(self) -> str:
        """The window for a person."""
        return f"from {self.first.isoformat()} to {self.last.isoformat()}"


def window(today: date) -> Window:
    """Return the days that a file of today may speak of."""
    return Window(today - BEFORE, today + AHEAD)


By = Literal["login", "name"]
"""How a file names people."""


@dataclass(frozen=True, slots=True)
class RotaFile:
    """A file: for everybody, as they are named in it, the days that it names, true for a shift. What is wrong, line by line."""

    people: Mapping[str, Mapping[date, bool]]
    problems: tuple[Problem, ...] = ()
    by: By = "login"

    @property
    def covers(self) -> Window | None:
        """From the first to the last day in it: on all days between, who has no shift is off. None for an empty file."""
        days = {day for rota in self.people.values() for day in rota}
        return Window(min(days), max(days)) if days else None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file changes of one person's days: `put` says that a day is a shift (true) or off, `drop` that it is like the week."""

    put: Mapping[date, bool] = field(default_factory=dict)
    drop: Collection[date] = ()

    @property
    def days(self) -> int:
        """How many days change."""
        return len(self.put) + len(self.drop)


def difference(
    shifts: Collection[date], covers: Window, work_days: Collection[int], known: Mapping[date, bool], today: date
) -> Difference:
    """Compare a person's shifts in a file with the week and the days that are `known` to differ from it.

    What is over is judged kindly: of a day before today a file can only say that it was off. Nobody's streak breaks
    afterwards over a shift that the house did not know of.
    """
    put, drop = {}, []
    for day in _days(covers):
        shift, like_the_week = day in shifts, day.isoweekday() in work_days
        if shift and day < today:
            continue
        if shift == like_the_week and day in known:
            drop.append(day)
        elif shift != like_the_week and known.get(day) != shift:
            put[day] = shift
    return Difference(put, drop)


def is_off(text: str) -> bool:
    """Say whether a rota's word for a shift says that there is none."""
    return " ".join(text.casefold().split()) in OFF


def _days(covers: Window) -> Iterable[date]:
    return (covers.first + timedelta(days=ahead) for ahead in range((covers.last - covers.first).days + 1))
