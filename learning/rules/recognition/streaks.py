"""Streaks of working days on which somebody practised: a pure fold of the practised days and the rota.

A day off never counts as missed; practising on one counts. A freeze stands in for a missed working day by itself, and a
streak that broke can be earned back, so that one bad week does not undo a good half-year.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from itertools import accumulate

from learning.rules.rota.days import Rota

PRACTICE_DAYS_PER_FREEZE = 10
"""Days of practice, in a row or not, that earn a freeze."""
MAX_FREEZES = 2
MIN_DAYS_TO_EARN_BACK = 3
"""Days that a streak must have had, and those of the new one that bring it back."""
MAX_MISSED_DAYS_TO_EARN_BACK = 10
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
        return MIN_DAYS_TO_EARN_BACK - self.days if self.lost else 0

    @property
    def freeze_in(self) -> int:
        """Days of practice until the next freeze; 0 when no more can be held."""
        return (
            PRACTICE_DAYS_PER_FREEZE - self.practised % PRACTICE_DAYS_PER_FREEZE
            if self.freezes < MAX_FREEZES
            else 0
        )


def add_practice_day(streak: Streak, day: date, rota: Rota) -> Streak:
    """Return the streak after practising on `day`, which is not before the last."""
    if streak.last == day:
        return streak
    streak_on_day = calculate_streak_on(streak, day, rota)
    days, lost, practised = streak_on_day.days + 1, streak_on_day.lost, streak_on_day.practised + 1
    if lost and days == MIN_DAYS_TO_EARN_BACK:
        days, lost = lost + MIN_DAYS_TO_EARN_BACK, 0
    freezes = min(MAX_FREEZES, streak_on_day.freezes + (practised % PRACTICE_DAYS_PER_FREEZE == 0))
    return Streak(days, max(streak_on_day.longest, days), day, freezes, lost, practised)


def calculate_streak_on(streak: Streak, today: date, rota: Rota) -> Streak:
    """Return how a streak stands on a day that may still bring practice: missed days paid by freezes, or broken."""
    missed = len(list_missed_days(streak.last, today, rota)) if streak.last else 0
    if not missed:
        return streak
    after_freezes = replace(streak, freezes=max(0, streak.freezes - missed))
    if missed <= streak.freezes:
        return after_freezes
    lost = max(streak.lost, streak.days if streak.days >= MIN_DAYS_TO_EARN_BACK else 0)
    return replace(
        after_freezes, days=0, lost=lost if missed <= MAX_MISSED_DAYS_TO_EARN_BACK else 0
    )


def replay_streak(days: Iterable[date], rota: Rota) -> Streak:
    """Replay the practised days, in whatever order they came."""
    return reduce(
        lambda streak, day: add_practice_day(streak, day, rota), sorted(set(days)), Streak()
    )


def list_daily_streaks(days: Iterable[date], rota: Rota) -> list[Streak]:
    """Return the streak after each practised day, in order."""
    all_streaks = accumulate(
        sorted(set(days)), lambda streak, day: add_practice_day(streak, day, rota), initial=Streak()
    )
    return list(all_streaks)[1:]


def list_missed_days(last: date, day: date, rota: Rota) -> list[date]:
    """Return the working days strictly between."""
    between = (last + timedelta(days=offset) for offset in range(1, (day - last).days))
    return [candidate for candidate in between if rota.is_work_day(candidate)]
