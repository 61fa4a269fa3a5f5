"""The units of entered figures: what one figure weighs, and how figures become one value.

This is the only place that knows it. Measuring, settlement, results of teams, milestones and
screens all use it:

- A count adds up.
- A rate (percentage, duration, score) is the average of its figures, weighted by their bases. The
  base is the number of answers, customers or calls that a figure is made of.
- "46 of 50" is 92 % with the base 50. A figure without a base has the base
  `UNBASED_FIGURE_WEIGHT`: "92 %" counts like "92 of 100".

The weight of a figure depends on this figure alone. So the order of figures, and how they are
grouped into days, teams and requests, never changes the result.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Literal, get_args

UnitType = Literal["count", "percentage", "duration", "score"]
"""count: a number of things. percentage: a share from 0 to 100. duration: a mean time, such as
minutes of waiting. score: a mean mark, such as 4.2 out of 5."""
ALL_UNIT_TYPES: tuple[UnitType, ...] = get_args(UnitType)

UNBASED_FIGURE_WEIGHT = 100.0
"""The weight of a figure of a rate that was entered without a base."""
MAX_FIGURE = 1e9
MIN_FIGURE_BASE = 1e-9
"""The smallest base: a share of nothing cannot be calculated."""
USUAL_SCORE_SCALES = (5.0, 10.0, 100.0)
"""The highest score, where a leader names none: the first of these that the target fits into."""


@dataclass(frozen=True, slots=True)
class UnitRule:
    """How a unit behaves. `highest` is the largest amount of one figure."""

    is_rate: bool
    highest: float


UNIT_RULES: Mapping[UnitType, UnitRule] = {
    "count": UnitRule(is_rate=False, highest=MAX_FIGURE),
    "percentage": UnitRule(is_rate=True, highest=100.0),
    # The seconds of a day: an average of one day is not longer, in whatever unit it is entered.
    "duration": UnitRule(is_rate=True, highest=86_400.0),
    "score": UnitRule(is_rate=True, highest=1000.0),
}

_UNIT_WORDS: Mapping[UnitType, re.Pattern[str]] = {
    "percentage": re.compile(
        r"[%\uFF05\u066A]"
        r"|\b(per\s?cent|percentages?|pct|prozent|procent|pour\s?cent|pourcentage|por\s?ciento)\b",
        re.IGNORECASE,
    ),
    "duration": re.compile(
        r"\b(duration|wait(ing)?|min(ute)?s?|sec(ond)?s?|minuten|sekunden|wartezeit|minutos"
        r"|segundos|espera|minut[ay]?|secondes|attente)\b",
        re.IGNORECASE,
    ),
    "score": re.compile(r"\b(scores?|rating|stars?)\b|(\bof|/) ?(5|10|100)\b", re.IGNORECASE),
}
"""Words of units in English, German, Polish, French and Spanish."""


@dataclass(frozen=True, slots=True)
class WeightedValue:
    """A value and its weight: of one figure, of a day, of a team or of a whole challenge.

    The weight is 0 where there is no figure yet. The value is 0 then and means nothing.
    """

    value: float
    weight: float

    @property
    def is_measured(self) -> bool:
        """Say whether there is anything behind the value."""
        return self.weight > 0


def is_rate(unit_type: UnitType) -> bool:
    """Say whether figures of a unit are averaged instead of added up."""
    return UNIT_RULES[unit_type].is_rate


def weigh_figure(
    unit_type: UnitType, amount: float, out_of: float | None = None, base: float | None = None
) -> WeightedValue:
    """Return the value of one figure and its weight."""
    if unit_type == "count":
        return WeightedValue(amount, 1.0)
    if unit_type == "percentage" and out_of:
        return WeightedValue(100 * amount / out_of, base or out_of)
    return WeightedValue(amount, base or UNBASED_FIGURE_WEIGHT)


def combine_values(unit_type: UnitType, values: Iterable[WeightedValue]) -> WeightedValue:
    """Combine figures, days or teams into one value: rates are averaged, counts are added.

    `fsum` rounds once, so that the order of the values does not matter.
    """
    known = [one for one in values if one.is_measured]
    weight = fsum(one.weight for one in known)
    if not known:
        return WeightedValue(0.0, 0.0)
    if is_rate(unit_type):
        return WeightedValue(fsum(one.value * one.weight for one in known) / weight, weight)
    return WeightedValue(fsum(one.value for one in known), weight)


def find_highest_amount(unit_type: UnitType, score_max: float | None) -> float:
    """Return the largest amount of one figure. `score_max` is the highest score, for scores."""
    return score_max if unit_type == "score" and score_max else UNIT_RULES[unit_type].highest


def choose_score_max(unit_type: UnitType, score_max: float | None, target: float) -> float | None:
    """Return the highest score of a challenge; None for units that are no scores."""
    if unit_type != "score" or score_max is not None:
        return score_max
    return next((scale for scale in USUAL_SCORE_SCALES if target <= scale), None)


def infer_unit_type(unit: str) -> UnitType:
    """Guess the type of a unit from its words, where a request does not name it."""
    return next((name for name, words in _UNIT_WORDS.items() if words.search(unit)), "count")
