"""Levels: how much a person would remember today. Only practice that stays brings a level."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from learning.rules.practice.memory import calculate_remembered
from learning.rules.practice.weights import Weights

LevelCode = Literal[
    "finding_your_feet",
    "picking_it_up",
    "on_your_way",
    "steady_hands",
    "sure_of_yourself",
    "one_to_ask",
    "everyday_hero",
    "hero",
]
"""The names of the levels, from the first to the last. The phone has the words."""

LEVELS: tuple[tuple[int, LevelCode], ...] = (
    (0, "finding_your_feet"),
    (5, "picking_it_up"),
    (15, "on_your_way"),
    (30, "steady_hands"),
    (60, "sure_of_yourself"),
    (100, "one_to_ask"),
    (150, "everyday_hero"),
    (220, "hero"),
)
"""The number of remembered concepts from which a level begins, and its code."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level, counted from 1.

    `remembered` is the expected number of remembered concepts, to a tenth. `next_at` is the
    number at which the next level begins; None at the last level.
    """

    number: int
    code: LevelCode
    remembered: float
    next_at: int | None


def count_remembered(
    memories: Iterable[tuple[float, date, int]], today: date, weights: Weights
) -> float:
    """Return the expected number of concepts that are remembered today, by `calculate_remembered`.

    Each memory is its stability in days, the day of the last attempt, and the days with right
    answers since the last wrong one.
    """
    return sum(
        calculate_remembered(
            weights.calculate_recall(stability, max(0, (today - last).days)), right_days
        )
        for stability, last, right_days in memories
    )


def find_level(remembered_concepts: float) -> Level:
    """Return the level of a person who remembers so many concepts."""
    remembered = int(remembered_concepts * 10) / 10
    number = bisect_right(LEVELS, remembered, key=lambda level: level[0])
    next_at = LEVELS[number][0] if number < len(LEVELS) else None
    return Level(number, LEVELS[number - 1][1], remembered, next_at)
