"""Forecast entered figures from the figures that the same teams entered before.

The days to come are taken to be like the earlier ones: as many figures a day, of about the same
size, spread as widely. How widely is guessed where there are few figures. The level can change
besides, and more so for days that are further away.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from learning.rules.challenges.bounded_distribution import (
    ValueMoments,
    find_open_ceiling,
    fit_distribution,
)
from learning.rules.challenges.challenge_forecast import ChallengeForecast
from learning.rules.challenges.challenge_scores import Scoring
from learning.rules.challenges.figure_units import (
    UnitType,
    WeightedValue,
    combine_values,
    find_highest_amount,
)

USUAL_SPREADS: Mapping[UnitType, float] = {"percentage": 0.08, "score": 0.08}
"""The usual spread of figures, as a part of the highest amount."""
USUAL_RELATIVE_SPREAD = 0.4
"""The usual spread of figures without a highest amount, as a part of their mean."""
SPREAD_PRIOR_FIGURES = 3
"""The usual spread weighs as much as so many figures."""
UNSEEN_WEIGHT = 2.0
"""Answers in the middle of the scale that count with those known: three perfect figures do not
promise that all will be."""
UNSEEN_EVENTS = 0.5
"""Events that count with those known, for the same reason (the prior of Jeffreys)."""
LEVEL_DRIFT = 0.6
"""How far the level can change in four weeks, as a part of the spread."""
DRIFT_DAYS = 28


@dataclass(frozen=True, slots=True)
class EarlierFigure:
    """A figure of a team and day that counted. `days` is the length of its challenge until today.

    `series` is the challenge.
    """

    team: int
    series: int
    days: int
    day: date
    value: WeightedValue


@dataclass(frozen=True, slots=True)
class FiguresAhead:
    """The days and teams whose figures are forecast. `duty_days` divide where people count."""

    teams: Collection[int]
    days: int
    days_away: float
    duty_days: int


def forecast_figures(
    earlier: Sequence[EarlierFigure],
    ahead: FiguresAhead,
    scoring: Scoring,
    score_max: float | None,
) -> ChallengeForecast | None:
    """Forecast the value of a challenge. None where no figure is known."""
    if not earlier:
        return None
    values = [one.value.value for one in earlier]
    highest = find_highest_amount(scoring.unit_type, score_max)
    spread = _estimate_spread(values, scoring.unit_type, highest)
    drift = (LEVEL_DRIFT * spread) ** 2 * (0.25 + ahead.days_away / DRIFT_DAYS)
    often = min(1.0, _count_figures_a_day(earlier))
    number = max(1.0, often * ahead.days)
    if scoring.is_rate:
        level = combine_values(scoring.unit_type, (one.value for one in earlier))
        is_bounded = scoring.unit_type in USUAL_SPREADS
        mean = _draw_to_middle(level, highest) if is_bounded else level.value
        number *= len({one.team for one in earlier})
        variance = spread * spread * (1 / number + 1 / len(values)) + drift
        ceiling = highest if is_bounded else find_open_ceiling(mean, variance)
        moments = ValueMoments(mean, variance, ceiling)
    else:
        number *= len(ahead.teams)
        mean = (fsum(values) + UNSEEN_EVENTS) / len(values) * number
        repeated = number + number * number / len(values)
        variance = spread * spread * repeated + drift * number * number
        variance += (mean / number) ** 2 * repeated * (1 - often)  # days without a figure
        factor = 1 / ahead.duty_days if scoring.per_person and ahead.duty_days else 1.0
        moments = ValueMoments(mean, variance, find_open_ceiling(mean, variance)).scale(factor)
    return ChallengeForecast(fit_distribution(moments), scoring.lower_is_better)


def _draw_to_middle(level: WeightedValue, highest: float) -> float:
    """Return a mean that may be the end of the scale by luck, drawn to the middle a little."""
    return (level.value * level.weight + UNSEEN_WEIGHT * highest / 2) / (
        level.weight + UNSEEN_WEIGHT
    )


def _estimate_spread(values: Sequence[float], unit_type: UnitType, highest: float) -> float:
    """Return the standard deviation of figures, drawn to the usual one where there are few."""
    mean = fsum(values) / len(values)
    usual = (
        USUAL_SPREADS[unit_type] * highest
        if unit_type in USUAL_SPREADS
        else USUAL_RELATIVE_SPREAD * max(mean, 1.0)
    )
    squares = fsum((value - mean) ** 2 for value in values)
    degrees = SPREAD_PRIOR_FIGURES + len(values) - 1
    return float(((SPREAD_PRIOR_FIGURES * usual * usual + squares) / degrees) ** 0.5)


def _count_figures_a_day(earlier: Sequence[EarlierFigure]) -> float:
    """Return how many figures one team entered a day."""
    days: defaultdict[tuple[int, int], int] = defaultdict(int)
    for one in earlier:
        days[one.team, one.series] = max(days[one.team, one.series], one.days, 1)
    return len(earlier) / sum(days.values())
