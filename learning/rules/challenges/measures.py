"""What a challenge can count, and how each measure behaves.

To add a measure: add its name to `Measure` and a row to `MEASURE_RULES` here, its SQL to
`learning/queries/challenges/measure_sql.py`, its words to `frontend/messages/en.json` and to
`frontend/src/lib/challenges/measures.ts`. The tests and the type checks name what is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Measure = Literal["breaks", "streak_days", "remembered", "checkpoints", "moments", "figure"]
"""breaks: days with practice. streak_days: working days with practice. remembered: concepts that
people would answer correctly. checkpoints: checkpoints passed. moments: confirmed moments.
figure: figures from outside."""
ALL_MEASURES: tuple[Measure, ...] = get_args(Measure)


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """How a measure behaves."""

    accepts_trait: bool = False
    """A challenge can count the moments of one trait alone."""
    accepts_figures: bool = False
    """Leaders and machines enter its figures. The newest figures replace the value, so it can fall.
    How they are combined is the rule of their unit: see `figure_units`."""
    counts_from_start: bool = False
    """What a team had at the start is not counted."""
    needs_thorough_count: bool = False
    """Counting takes long, so it happens every quarter of an hour and not every minute."""


MEASURE_RULES: Mapping[Measure, MeasureRule] = {
    "breaks": MeasureRule(),
    "streak_days": MeasureRule(),
    "remembered": MeasureRule(counts_from_start=True, needs_thorough_count=True),
    "checkpoints": MeasureRule(),
    "moments": MeasureRule(accepts_trait=True),
    "figure": MeasureRule(accepts_figures=True),
}
