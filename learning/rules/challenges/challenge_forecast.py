"""Simulate how a challenge might end, from the habits of the people who would take part.

Every run draws for each person the chance of practice on a day on duty, and the number of days:

    p ~ Beta(practised + 1, missed + 1)
    days ~ Binomial(duty, p)

The Beta distribution is drawn as a normal distribution of the same mean and variance, cut at 0 and
1. The binomial is drawn by inverting its distribution function. The prior is Laplace's rule of
succession: a person without any history practises on a day with probability 1/2.

The random numbers are seeded: the same habits and seed give the same forecast.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from learning.rules.seeded_random import random_fraction

FORECAST_RUNS = 400
"""With 400 runs the standard error of a chance is at most 2.5 percentage points."""
SUGGESTED_TARGET_CHANCE = 0.6
"""The suggested target is reached in this share of the runs: it takes effort and is possible."""

_STANDARD_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class PracticeHabit:
    """One person. `duty_days` are the days on duty within the challenge.

    The history: the person practised on `practised_days` of `worked_days`. A day of practice added
    `units_per_day` on average, in the unit of the measure.
    """

    person: int
    duty_days: int
    practised_days: int
    worked_days: int
    units_per_day: float


@dataclass(frozen=True, slots=True)
class ChallengeForecast:
    """How a team might end. `runs` are the values of all runs, ascending.

    `low`, `middle` and `high` are the quantiles 0.1, 0.5 and 0.9 of `runs`.
    """

    low: float
    middle: float
    high: float
    runs: tuple[float, ...]

    def chance_to_reach(self, target: float) -> float:
        """Return the share of runs that reach a target, 0 to 1."""
        return sum(value >= target for value in self.runs) / len(self.runs)

    @property
    def suggested_target(self) -> float:
        """A target that `SUGGESTED_TARGET_CHANCE` of the runs reach."""
        return self.runs[_quantile_index(1 - SUGGESTED_TARGET_CHANCE)]


def forecast_challenge(
    habits: Sequence[PracticeHabit], seed: str, *, per_person: bool
) -> ChallengeForecast:
    """Simulate a team. Values are totals, or per person and day on duty with `per_person`."""
    runs = tuple(sorted(_simulate_team_values(habits, seed, per_person=per_person)))
    return ChallengeForecast(
        runs[_quantile_index(0.1)], runs[_quantile_index(0.5)], runs[_quantile_index(0.9)], runs
    )


def calculate_win_chances(
    teams: Sequence[Sequence[PracticeHabit]], seed: str, *, per_person: bool
) -> list[float]:
    """Return for each team the share of the runs that it wins, 0 to 1. Winners of a draw share it.

    In a fair race the shares are about the same.
    """
    columns = [list(_simulate_team_values(habits, seed, per_person=per_person)) for habits in teams]
    wins = [0.0] * len(teams)
    for values in zip(*columns, strict=True):
        best = [team for team, value in enumerate(values) if value == max(values)]
        for team in best:
            wins[team] += 1 / len(best)
    return [won / FORECAST_RUNS for won in wins]


def _simulate_team_values(
    habits: Sequence[PracticeHabit], seed: str, *, per_person: bool
) -> Iterable[float]:
    divisor = sum(habit.duty_days for habit in habits) if per_person else 1
    for run in range(FORECAST_RUNS):
        total = sum(_draw_practice_days(habit, seed, run) * habit.units_per_day for habit in habits)
        yield total / divisor if divisor else 0.0


def _draw_practice_days(habit: PracticeHabit, seed: str, run: int) -> int:
    """Draw the days on which a person practises."""
    sample_size = habit.worked_days + 2
    mean = (habit.practised_days + 1) / sample_size
    spread = sqrt(mean * (1 - mean) / (sample_size + 1))
    quantile = min(max(random_fraction(seed, habit.person, run, "faith"), 1e-6), 1 - 1e-6)
    chance = min(max(mean + spread * _STANDARD_NORMAL.inv_cdf(quantile), 0.0), 1.0)
    return _invert_binomial(
        habit.duty_days, chance, random_fraction(seed, habit.person, run, "days")
    )


def _invert_binomial(number: int, chance: float, quantile: float) -> int:
    """Return the smallest count whose distribution function is above `quantile`."""
    if chance >= 1:
        return number
    probability = (1 - chance) ** number
    cumulative = probability
    for count in range(number):
        if quantile < cumulative:
            return count
        probability *= (number - count) / (count + 1) * chance / (1 - chance)
        cumulative += probability
    return number


def _quantile_index(share: float) -> int:
    return min(FORECAST_RUNS - 1, int(share * FORECAST_RUNS))
