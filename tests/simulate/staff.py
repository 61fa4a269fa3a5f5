"""Who takes part: minutes, rota, holidays, missed days, tempo, and how each guesses, slips and feels."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from learning.rules.rota.days import Rota

START = date(2026, 1, 5)
DAYS = 90
LATER = 120
"""Day on which what is left is counted; nobody practises after day 90."""


@dataclass(frozen=True, slots=True)
class Staff:
    """One person. `breaks` are the days on which they sit down; `tempo` multiplies the seconds of everything."""

    seed: int
    number: int
    minutes: int
    rota: Rota
    breaks: frozenset[date]
    tempo: float
    slip: float
    sure_if_known: float
    sure_if_guessed: float


def staff(seed: int, number: int) -> Staff:
    """Draw a person: the same one whatever schedules their breaks and however their memory works."""
    dice = Random(f"staff {seed} {number}")
    rota = Rota(_work_days(dice), frozenset(_days_off(dice)))
    return Staff(
        seed=seed,
        number=number,
        minutes=dice.randint(2, 8),
        rota=rota,
        breaks=frozenset(_breaks(dice, rota)),
        tempo=dice.lognormvariate(0, 0.25),
        slip=dice.uniform(0.02, 0.08),
        sure_if_known=dice.uniform(0.7, 0.98),
        sure_if_guessed=dice.uniform(0.1, 0.6),
    )


def _work_days(dice: Random) -> tuple[int, ...]:
    """Shifts: three to six days of the week, mostly five."""
    return tuple(sorted(dice.sample(range(1, 8), dice.choice((3, 4, 5, 5, 5, 6)))))


def _days_off(dice: Random) -> Iterator[date]:
    """A holiday of one or two weeks for most, and three single days."""
    if dice.random() < 0.7:
        first = START + timedelta(days=dice.randint(10, DAYS - 20))
        yield from (first + timedelta(days=ahead) for ahead in range(dice.choice((7, 14))))
    yield from (START + timedelta(days=day) for day in dice.sample(range(DAYS), 3))


def _breaks(dice: Random, rota: Rota) -> Iterator[date]:
    """Most working days, and now and then a day off."""
    comes = dice.uniform(0.75, 0.98)
    for ahead in range(DAYS):
        day = START + timedelta(days=ahead)
        if dice.random() < (comes if rota.is_work_day(day) else 0.05):
            yield day
