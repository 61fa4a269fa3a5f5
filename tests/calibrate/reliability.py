"""How often challenges succeed that were given a chance: the reliability of a forecast."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

EDGES = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A challenge with a chance that was given, and whether it succeeded."""

    chance: float
    succeeded: bool


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The challenges with a chance from `low` to `high`: their mean chance, and what succeeded."""

    low: float
    high: float
    count: int
    chance: float
    succeeded: float


def make_reliability_table(
    outcomes: Sequence[Outcome], edges: Sequence[float] = EDGES
) -> list[ReliabilityBin]:
    """Sort challenges by their chance. Bins without any challenge are left out."""
    bins: list[ReliabilityBin] = []
    for low, high in pairwise(edges):
        inside = [
            one for one in outcomes if low <= one.chance < high or one.chance == high == edges[-1]
        ]
        if inside:
            bins.append(
                ReliabilityBin(
                    low,
                    high,
                    len(inside),
                    sum(one.chance for one in inside) / len(inside),
                    sum(one.succeeded for one in inside) / len(inside),
                )
            )
    return bins


def calculate_brier_score(outcomes: Sequence[Outcome]) -> float:
    """Return the mean square of the error of the chances. Less is better."""
    return sum((one.chance - one.succeeded) ** 2 for one in outcomes) / len(outcomes)


def calculate_base_brier_score(outcomes: Sequence[Outcome]) -> float:
    """Return the Brier score of a forecast that gives every challenge the mean success."""
    mean = sum(one.succeeded for one in outcomes) / len(outcomes)
    return mean * (1 - mean)
