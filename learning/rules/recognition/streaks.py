"""Streaks: working days in a row on which a person practised.

A streak is computed from the practised days and the rota alone. A day off is never missed, and
practice on it counts. A freeze is spent automatically on a missed working day. A streak that broke
can be earned back, so that one bad week does not undo half a year.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce
from itertools import accumulate

import msgspec
from msgspec.structs import replace

from learning.rules.rota.days import Rota

PRACTICE_DAYS_PER_FREEZE = 10
"""Days of practice, in a row or not, that earn one freeze."""
MAX_FREEZES = 2
MIN_DAYS_TO_EARN_BACK = 3
"""Days that a lost streak must have had, and days of the new streak that bring it back."""
MAX_MISSED_DAYS_TO_EARN_BACK = 10
"""After more missed working days (two weeks) a lost streak cannot be earned back."""


class Streak(msgspec.Struct, frozen=True):
    """The state of a streak after its last practised day.

    `days` are in a row, `longest` is the longest row ever. Each of `freezes` covers one missed
    working day. `lost` days can be earned back. `practised` counts all practised days ever.

    One more day off never makes a streak shorter. Freezes are earned by practised days, which no
    rota changes. They are spent on missed days even when there are too few of them, so fewer
    missed days never leave fewer freezes.
    """

    days: int = 0
    longest: int = 0
    last: date | None = None
    freezes: int = 0
    lost: int = 0
    practised: int = 0

    @property
    def earn_back_in(self) -> int:
        """Further days of practice in a row that bring the lost streak back; 0 if none is lost."""
        return MIN_DAYS_TO_EARN_BACK - self.days if self.lost else 0

    @property
    def freeze_in(self) -> int:
        """Days of practice until the next freeze; 0 when the person has `MAX_FREEZES`."""
        return (
            PRACTICE_DAYS_PER_FREEZE - self.practised % PRACTICE_DAYS_PER_FREEZE
            if self.freezes < MAX_FREEZES
            else 0
        )


def add_practice_day(streak: Streak, day: date, rota: Rota) -> Streak:
    """Return the streak after practice on `day`, which must not be before `streak.last`."""
    if streak.last == day:
        return streak
    streak_on_day = calculate_streak_on(streak, day, rota)
    days, lost, practised = streak_on_day.days + 1, streak_on_day.lost, streak_on_day.practised + 1
    if lost and days == MIN_DAYS_TO_EARN_BACK:
        days, lost = lost + MIN_DAYS_TO_EARN_BACK, 0
    freezes = min(MAX_FREEZES, streak_on_day.freezes + (practised % PRACTICE_DAYS_PER_FREEZE == 0))
    return Streak(days, max(streak_on_day.longest, days), day, freezes, lost, practised)


def calculate_streak_on(streak: Streak, today: date, rota: Rota) -> Streak:
    """Return the streak on a day before any practice on it: frozen, broken or unchanged."""
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
    """Return the streak of all practised days. Their order and repeats do not matter."""
    return reduce(
        lambda streak, day: add_practice_day(streak, day, rota), sorted(set(days)), Streak()
    )


def list_daily_streaks(days: Iterable[date], rota: Rota) -> list[Streak]:
    """Return the streak after each practised day, in the order of the days."""
    all_streaks = accumulate(
        sorted(set(days)), lambda streak, day: add_practice_day(streak, day, rota), initial=Streak()
    )
    return list(all_streaks)[1:]


def list_missed_days(last: date, day: date, rota: Rota) -> list[date]:
    """Return the working days between two days, both excluded."""
    between = (last + timedelta(days=offset) for offset in range(1, (day - last).days))
    return [candidate for candidate in between if rota.is_work_day(candidate)]
