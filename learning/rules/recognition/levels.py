"""Levels: how far somebody has come, by how much they would remember today. No click brings one, only practice that stays."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from learning.rules.practice.weights import Weights

LEVELS = (
    (0, "Finding your feet"),
    (5, "Picking it up"),
    (15, "On your way"),
    (30, "Steady hands"),
    (60, "Sure of yourself"),
    (100, "One to ask"),
    (150, "Everyday hero"),
    (220, "Hero"),
)
"""Ideas remembered from which a level begins, and its title."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level, counted from 1. `remembered` are ideas, to a tenth; `next_at` is where the next level begins."""

    number: int
    title: str
    remembered: float
    next_at: int | None


def count_remembered(
    memories: Iterable[tuple[float, date]], today: date, weights: Weights
) -> float:
    """Return how many ideas somebody can be expected to remember today, of (stability in days, last day) each."""
    return sum(
        weights.calculate_recall(stability, max(0, (today - last).days))
        for stability, last in memories
    )


def find_level(remembered_concepts: float) -> Level:
    """Return the level of somebody who remembers so many ideas."""
    known = int(remembered_concepts * 10) / 10
    number = bisect_right(LEVELS, known, key=lambda level: level[0])
    return Level(
        number, LEVELS[number - 1][1], known, LEVELS[number][0] if number < len(LEVELS) else None
    )
