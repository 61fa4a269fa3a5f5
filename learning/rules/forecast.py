"""What a challenge would ask and how it might end, before it is launched: a seeded simulation from a team's own habits.

Every run draws for each person how faithfully they practise, and on how many of their days on duty they do:

    p ~ Beta(practised + 1, missed + 1), drawn as a normal of the same mean and variance, cut at 0 and 1
    days ~ Binomial(duty, p), by the inverse of its distribution function

(Laplace's rule of succession: somebody of whom nothing is known is as likely to practise as not.)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from learning.rules.dice import fraction

RUNS = 400
"""Standard error of a chance: 2.5 points at most."""
STRETCH = 0.6
"""The chance of a target that is worth suggesting: within reach, and not a gift."""

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Habit:
    """One person. `duty` are working days within the challenge; `practised` of `worked` is the history, in days.

    `units` is what a day of practice brought on average, in the measure's unit.
    """

    person: int
    duty: int
    practised: int
    worked: int
    units: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """How a team might end: values that nine, five and one in ten runs reach, and all of them, in order."""

    low: float
    middle: float
    high: float
    runs: tuple[float, ...]

    def chance(self, target: float) -> float:
        """Return the share of runs that reach a target, 0 to 1."""
        return sum(value >= target for value in self.runs) / len(self.runs)

    @property
    def suggested(self) -> float:
        """A target that `STRETCH` of the runs reach."""
        return self.runs[_place(1 - STRETCH)]


def forecast(habits: Sequence[Habit], seed: str, *, per_person: bool) -> Forecast:
    """Simulate a team. Values are totals, or per person and day on duty."""
    runs = tuple(sorted(_values(habits, seed, per_person=per_person)))
    return Forecast(runs[_place(0.1)], runs[_place(0.5)], runs[_place(0.9)], runs)


def chances_to_win(teams: Sequence[Sequence[Habit]], seed: str, *, per_person: bool) -> list[float]:
    """Return for each team the share of runs that it wins. A draw is shared. In a fair race they are about the same."""
    columns = [list(_values(habits, seed, per_person=per_person)) for habits in teams]
    wins = [0.0] * len(teams)
    for values in zip(*columns, strict=True):
        best = [team for team, value in enumerate(values) if value == max(values)]
        for team in best:
            wins[team] += 1 / len(best)
    return [won / RUNS for won in wins]


def _values(habits: Sequence[Habit], seed: str, *, per_person: bool) -> Iterable[float]:
    duty = sum(habit.duty for habit in habits)
    over = duty if per_person else 1
    for run in range(RUNS):
        total = sum(_days(habit, seed, run) * habit.units for habit in habits)
        yield total / over if over else 0.0


def _days(habit: Habit, seed: str, run: int) -> int:
    """Draw the days on which a person practises."""
    known = habit.worked + 2
    mean = (habit.practised + 1) / known
    spread = sqrt(mean * (1 - mean) / (known + 1))
    luck = min(max(fraction(seed, habit.person, run, "faith"), 1e-6), 1 - 1e-6)
    chance = min(max(mean + spread * _NORMAL.inv_cdf(luck), 0.0), 1.0)
    return _binomial(habit.duty, chance, fraction(seed, habit.person, run, "days"))


def _binomial(number: int, chance: float, luck: float) -> int:
    """Return the first count whose distribution function passes `luck`."""
    if chance >= 1:
        return number
    share = (1 - chance) ** number
    passed = share
    for count in range(number):
        if luck < passed:
            return count
        share *= (number - count) / (count + 1) * chance / (1 - chance)
        passed += share
    return number


def _place(share: float) -> int:
    return min(RUNS - 1, int(share * RUNS))
