"""Streaks of working days on which somebody practised. A day off never breaks one; practising on it counts."""

from collections.abc import Iterable
from datetime import date, timedelta

from learning.rules.days import works
from learning.rules.memory import Rota


def extend(streak: int, last: date | None, day: date, rota: Rota) -> int:
    """Return the streak after practising on `day`, which is not before `last`."""
    if last is None or (day != last and _missed(last, day, rota)):
        return 1
    return streak if day == last else streak + 1


def shown(streak: int, last: date | None, today: date, rota: Rota) -> int:
    """Return the streak that still stands today: 0 once a working day has gone by without practice."""
    return 0 if last is None or _missed(last, today, rota) else streak


def of_days(days: Iterable[date], rota: Rota) -> tuple[int, int]:
    """Replay the practised days: the streak at the last of them, and the longest ever."""
    streak, longest, last = 0, 0, None
    for day in sorted(set(days)):
        streak = extend(streak, last, day, rota)
        longest, last = max(longest, streak), day
    return streak, longest


def _missed(last: date, day: date, rota: Rota) -> bool:
    """Say whether a working day lies strictly between."""
    between = (last + timedelta(days=ahead) for ahead in range(1, (day - last).days))
    return any(works(candidate, rota.work_days, rota.days_off) for candidate in between)
