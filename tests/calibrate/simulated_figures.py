"""Figures that leaders enter: shares of satisfied customers, and complaints, of days.

They are made by laws that the forecast does not know: the level wanders, weekdays differ, days have
few or many customers, and in some teams figures are entered now and then only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from random import Random

from calibrate.simulated_teams import walk_randomly

from learning.rules.challenges.challenge_scores import Scoring
from learning.rules.challenges.figure_forecast import EarlierFigure, FiguresAhead
from learning.rules.challenges.figure_units import (
    UnitType,
    WeightedValue,
    combine_values,
    weigh_figure,
)

FIRST_DAY = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class SimulatedFigures:
    """Earlier figures, the days of a challenge, and the value with which it ended.

    `value` is None where nobody entered a figure.
    """

    earlier: tuple[EarlierFigure, ...]
    ahead: FiguresAhead
    scoring: Scoring
    value: float | None


def simulate_shares(random: Random) -> SimulatedFigures:
    """Simulate the share of customers who were satisfied, in percent."""
    level = random.gauss(1.6, 0.9)
    busy = random.choice((5, 20, 60))

    def draw(odds: float) -> WeightedValue:
        asked = random.randrange(1, 2 * busy)
        chance = 1 / (1 + exp(-level - odds))
        yes = sum(random.random() < chance for _ in range(asked))
        return weigh_figure("percentage", yes, asked)

    return _simulate_days(random, "percentage", draw)


def simulate_counts(random: Random) -> SimulatedFigures:
    """Simulate the number of complaints of a day. Fewer are better."""
    usual = random.choice((0.5, 2.0, 6.0, 20.0))

    def draw(odds: float) -> WeightedValue:
        expected, count, passed = usual * exp(odds), 0, random.expovariate(1)
        while passed < expected:
            count, passed = count + 1, passed + random.expovariate(1)
        return weigh_figure("count", float(count))

    return _simulate_days(random, "count", draw)


def _simulate_days(
    random: Random, unit_type: UnitType, draw: Callable[[float], WeightedValue]
) -> SimulatedFigures:
    history, pause = random.choice((3, 7, 14, 28, 60)), random.choice((0, 1, 7, 21))
    length = random.choice((7, 14, 28, 30))
    end = history + pause + length
    weekdays = [random.gauss(0.0, 0.2) for _ in range(7)]
    levels = list(walk_randomly(random, end, 0.06, 0.97))
    often = random.choice((0.3, 0.7, 1.0))
    earlier: list[EarlierFigure] = []
    later: list[WeightedValue] = []
    for day in range(end):
        if random.random() > often:
            continue
        value = draw(levels[day] + weekdays[day % 7])
        if day < history:
            at = FIRST_DAY + timedelta(days=day)
            earlier.append(EarlierFigure(1, 1, history, at, value))
        elif day >= history + pause:
            later.append(value)
    return SimulatedFigures(
        tuple(earlier),
        FiguresAhead((1,), length, pause + length / 2, 0),
        Scoring(unit_type, lower_is_better=unit_type == "count"),
        combine_values(unit_type, later).value if later else None,
    )
