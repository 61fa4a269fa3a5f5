"""Advice about a target before the launch.

An average of 100 % is out of reach for good after the first day below it. The advice is a target
that one bad day does not decide.
"""

from dataclasses import dataclass
from math import floor

from learning.rules.challenges.challenges import (
    ChallengePlan,
    complete_plan_units,
    get_plan_limits,
)
from learning.rules.challenges.figure_units import is_rate

BAD_DAY_LOSS = 0.2
"""A bad day lies this share of the scale below its end: 80 % where 100 % is the most."""
ADVISED_LOSS = 0.05
"""The advised target lies this share of the scale below its end: 95 % where 100 % is the most."""


@dataclass(frozen=True, slots=True)
class TargetAdvice:
    """One bad day decides the target. `target` is a better one; None where no scale says it."""

    target: float | None


def advise_target(plan: ChallengePlan) -> TargetAdvice | None:
    """Return advice if one bad day makes the target of a plan unreachable."""
    plan = complete_plan_units(plan)
    limits, unit_type = get_plan_limits(plan), plan.unit_type or "count"
    has_scale = unit_type in ("percentage", "score")
    if plan.lower_is_better:
        if plan.target > 0:
            return None
        return TargetAdvice(limits.highest * ADVISED_LOSS if has_scale else None)
    if not (is_rate(unit_type) and has_scale) or plan.target > limits.highest:
        return None
    days = max(1, (plan.last_day - plan.first_day).days + 1)
    best_after_bad_day = limits.highest * (1 - BAD_DAY_LOSS / days)
    if plan.target <= best_after_bad_day:
        return None
    # Scores are said with one decimal, percentages as whole numbers.
    precision = 1 if limits.highest >= 100 else 10
    advised = min(best_after_bad_day, limits.highest * (1 - ADVISED_LOSS))
    return TargetAdvice(floor(advised * precision + 1e-9) / precision)
