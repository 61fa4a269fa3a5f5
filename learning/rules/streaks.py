"""Streaks of working days on which somebody practised: a pure fold of the practised days and the rota.

A day off never counts as missed; practising on one counts. A freeze stands in for a missed working day by itself, and a
streak that broke can be earned back, so that one bad week does not undo a good half-year.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from itertools import accumulate

from learning.rules.days import Rota

FREEZE_EVERY = 10
"""Days of practice, in a row or not, that earn a freeze."""
MOST_FREEZES = 2
WORTH_EARNING_BACK = 3
"""Days that a streak must have had, and those of the new one that bring it back."""
WITHIN = 10
"""Missed working days, two weeks of them, after which there is nothing left to earn back."""


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row, the longest row ever, and the last practised day.

    `freezes` are held, each for one missed working day; `lost` are the days that can be earned back; `practised` are
    all days ever. One more day off never makes a streak shorter: freezes are earned by days that no rota moves, and
    are spent on what is missed whether they reach or not, so that fewer missed days leave no fewer freezes.
    """

    days: int = 0
    longest: int = 0
    last: date | None = None
    freezes: int = 0
    lost: int = 0
    practised: int = 0

    @property
    def earn_back_in(self) -> int:
        """Days of practice in a row that bring the lost streak back; 0 when nothing is lost."""
        return WORTH_EARNING_BACK - self.days if self.lost else 0

    @property
    def freeze_in(self) -> int:
        """Days of practice until the next freeze; 0 when no more can be held."""
        return FREEZE_EVERY - self.practised % FREEZE_EVERY if self.freezes < MOST_FREEZES else 0


def practise(before: Streak, day: date, rota: Rota) -> Streak:
    """Return the streak after practising on `day`, which is not before the last."""
    if before.last == day:
        return before
    held = as_of(before, day, rota)
    days, lost, practised = held.days + 1, held.lost, held.practised + 1
    if lost and days == WORTH_EARNING_BACK:
        days, lost = lost + WORTH_EARNING_BACK, 0
    freezes = min(MOST_FREEZES, held.freezes + (practised % FREEZE_EVERY == 0))
    return Streak(days, max(held.longest, days), day, freezes, lost, practised)


def as_of(streak: Streak, today: date, rota: Rota) -> Streak:
    """Return how a streak stands on a day that may still bring practice: missed days paid by freezes, or broken."""
    missed = len(missed_days(streak.last, today, rota)) if streak.last else 0
    if not missed:
        return streak
    held = replace(streak, freezes=max(0, streak.freezes - missed))
    if missed <= streak.freezes:
        return held
    lost = max(streak.lost, streak.days if streak.days >= WORTH_EARNING_BACK else 0)
    return replace(held, days=0, lost=lost if missed <= WITHIN else 0)


def of_days(days: Iterable[date], rota: Rota) -> Streak:
    """Replay the practised days, in whatever order they came."""
    return reduce(lambda streak, day: practise(streak, day, rota), sorted(set(days)), Streak())


def history(days: Iterable[date], rota: Rota) -> list[Streak]:
    """Return the streak after each practised day, in order."""
    every = accumulate(sorted(set(days)), lambda streak, day: practise(streak, day, rota), initial=Streak())
    return list(every)[1:]


def missed_days(last: date, day: date, rota: Rota) -> list[date]:
    """Return the working days strictly between."""
    between = (last + timedelta(days=ahead) for ahead in range(1, (day - last).days))
    return [candidate for candidate in between if rota.works(candidate)]
