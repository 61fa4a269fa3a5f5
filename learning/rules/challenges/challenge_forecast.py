"""Forecast how a challenge may end: a median, a range, a chance, and what they are based on.

Nothing here is random: the same histories give the same forecast. What is forecast of people is in
`practice_forecast.py`, of entered figures in `figure_forecast.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import floor
from operator import mul
from typing import Literal

from learning.rules.challenges.bounded_distribution import (
    BoundedDistribution,
    ValueMoments,
    fit_distribution,
)
from learning.rules.challenges.target_rounding import find_spoken_step

ForecastBasisKind = Literal["people", "figures", "nothing", "no_figures"]
"""people: how people practised. figures: earlier figures of the teams. nothing: no day of anybody
is known, so a usual share is assumed. no_figures: there is no earlier figure, so no forecast."""

SUGGESTED_TARGET_CHANCE = 0.6
"""The suggested target is reached with this chance: it takes effort and is possible."""
RANGE_LOW, RANGE_HIGH = 0.1, 0.9
"""The value is below the range once in ten times, and above it once in ten times."""
RACE_GRID_POINTS = 240


@dataclass(frozen=True, slots=True)
class ForecastBasis:
    """What a forecast is based on.

    `people` have at least one known day within the last `days`; `newcomers` have none and are taken
    to be like the team. `figures` is the number of earlier figures. `assumed` is the share of
    working days with practice, or the number of events a working day, that is assumed where nothing
    is known; else None.
    """

    kind: ForecastBasisKind
    people: int = 0
    newcomers: int = 0
    days: int = 0
    figures: int = 0
    assumed: float | None = None


@dataclass(frozen=True, slots=True)
class ChallengeForecast:
    """How a challenge may end. With `lower_is_better`, a target is reached from above."""

    values: BoundedDistribution
    lower_is_better: bool = False

    @property
    def low(self) -> float:
        """A value that is missed once in ten times."""
        return self.values.find_quantile(RANGE_LOW)

    @property
    def middle(self) -> float:
        """The median."""
        return self.values.find_quantile(0.5)

    @property
    def high(self) -> float:
        """A value that is exceeded once in ten times."""
        return self.values.find_quantile(RANGE_HIGH)

    def chance_to_reach(self, target: float) -> float:
        """Return the chance to reach a target, 0 to 1."""
        if not self.lower_is_better:
            return self.values.chance_to_reach(target)
        return 1 - self.values.chance_to_reach(target + max(self.values.step, 1e-9))

    def suggest_target(self, *, per_person: bool, step: float | None = None) -> float:
        """Return a figure that people say aloud, and that is reached with about the usual chance.

        Of the figures around the exact one, it is the one with the chance that is nearest. `step`
        is the distance between figures, where it does not follow from their size.
        """
        share = SUGGESTED_TARGET_CHANCE if self.lower_is_better else 1 - SUGGESTED_TARGET_CHANCE
        exact = self.values.find_quantile(share)
        step = step or find_spoken_step(exact, per_person=per_person)
        below = floor(exact / step)
        nearby = [round(number * step, 6) for number in (below, below + 1)]
        possible = [one for one in nearby if 0 < one <= self.values.high]
        return min(
            possible or [step],
            key=lambda one: abs(self.chance_to_reach(one) - SUGGESTED_TARGET_CHANCE),
        )


def forecast_team_value(
    moments: ValueMoments, duty_days: int, *, per_person: bool, whole: bool
) -> ChallengeForecast:
    """Make the forecast of a total, or of the total per person and day on duty.

    `whole`: the total is a whole number.
    """
    factor = 1 / duty_days if per_person and duty_days else 1.0
    return ChallengeForecast(fit_distribution(moments.scale(factor), step=factor if whole else 0.0))


def calculate_win_chances(teams: Sequence[BoundedDistribution]) -> list[float]:
    """Return for each team the chance that it wins, 0 to 1. They add up to 1.

    In a fair race the chances are about the same.
    """
    best = max((team.high + team.step for team in teams), default=0.0) or 1.0
    points = [best * number / RACE_GRID_POINTS for number in range(-1, RACE_GRID_POINTS + 1)]
    columns = [[team.chance_below(point) for point in points] for team in teams]
    wins = [0.0] * len(teams)
    for at in range(len(points) - 1):
        others_below = _multiply_others([(one[at] + one[at + 1]) / 2 for one in columns])
        for team, column in enumerate(columns):
            wins[team] += (column[at + 1] - column[at]) * others_below[team]
    total = sum(wins)
    return [won / total for won in wins] if total > 0 else [1 / len(teams) for _ in teams]


def _multiply_others(chances: Sequence[float]) -> list[float]:
    """Return for each position the product of all other chances."""
    before = list(accumulate(chances, mul, initial=1.0))
    after = list(accumulate(reversed(chances), mul, initial=1.0))[::-1]
    return [before[at] * after[at + 1] for at in range(len(chances))]
