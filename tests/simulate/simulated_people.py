"""The simulated people: their minutes, rota, days off, speed, mistakes and confidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from learning.rules.rota.days import Rota

FIRST_DAY_SIMULATED = date(2026, 1, 5)
PRACTICE_DAYS = 90
FINAL_DAY = 120
"""The day on which the remembered concepts are counted. Nobody practises after day 90."""


@dataclass(frozen=True, slots=True)
class SimulatedPerson:
    """One person. `breaks` are the days with a break; `tempo` multiplies all durations."""

    seed: int
    number: int
    minutes: int
    rota: Rota
    breaks: frozenset[date]
    tempo: float
    slip: float
    sure_if_known: float
    sure_if_guessed: float


def draw_person(seed: int, number: int) -> SimulatedPerson:
    """Draw a person. It is the same person under every scheduler and memory model."""
    random = Random(f"staff {seed} {number}")
    rota = Rota(_draw_work_days(random), frozenset(_draw_days_off(random)))
    return SimulatedPerson(
        seed=seed,
        number=number,
        minutes=random.randint(2, 8),
        rota=rota,
        breaks=frozenset(_draw_break_days(random, rota)),
        tempo=random.lognormvariate(0, 0.25),
        slip=random.uniform(0.02, 0.08),
        sure_if_known=random.uniform(0.7, 0.98),
        sure_if_guessed=random.uniform(0.1, 0.6),
    )


def _draw_work_days(random: Random) -> tuple[int, ...]:
    """Draw three to six weekdays, mostly five."""
    return tuple(sorted(random.sample(range(1, 8), random.choice((3, 4, 5, 5, 5, 6)))))


def _draw_days_off(random: Random) -> Iterator[date]:
    """Draw a holiday of one or two weeks for most people, and three single days."""
    if random.random() < 0.7:
        first = FIRST_DAY_SIMULATED + timedelta(days=random.randint(10, PRACTICE_DAYS - 20))
        yield from (first + timedelta(days=ahead) for ahead in range(random.choice((7, 14))))
    yield from (
        FIRST_DAY_SIMULATED + timedelta(days=day) for day in random.sample(range(PRACTICE_DAYS), 3)
    )


def _draw_break_days(random: Random, rota: Rota) -> Iterator[date]:
    """Draw the days with a break: most working days, and a few days off."""
    comes = random.uniform(0.75, 0.98)
    for ahead in range(PRACTICE_DAYS):
        day = FIRST_DAY_SIMULATED + timedelta(days=ahead)
        if random.random() < (comes if rota.is_work_day(day) else 0.05):
            yield day
