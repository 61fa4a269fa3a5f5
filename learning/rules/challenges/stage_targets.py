"""Values of stages: whole where people count whole things, and in step with the target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from math import ceil
from typing import TypeVar

from learning.rules.challenges.challenge_scores import ROUNDING_TOLERANCE
from learning.rules.challenges.challenges import ChallengePlan, ChallengeStagePlan, StageEdit
from learning.rules.challenges.figure_units import UnitType
from learning.rules.challenges.measures import MEASURE_RULES, Measure

STEPS_OF_RATES: Mapping[UnitType, float] = {"percentage": 1.0, "score": 0.1, "duration": 0.5}
"""The distance between targets of rates that people say aloud."""
Stage = TypeVar("Stage", ChallengeStagePlan, StageEdit)
FINE_STEP = 0.01
"""The step of values per person and day, and where a target lies between two others."""


@dataclass(frozen=True, slots=True)
class TargetScale:
    """The targets that make sense in a challenge: multiples of a step.

    Where lower is better, the stages go down to the target. No value is above `highest`.
    """

    step: float
    lower_is_better: bool = False
    highest: float = float("inf")


def find_target_step(unit_type: UnitType, target: float, *, per_person: bool) -> float:
    """Return the distance between two targets that people can tell apart, near a target."""
    step = FINE_STEP if per_person else STEPS_OF_RATES.get(unit_type, 1.0)
    is_multiple = abs(target / step - round(target / step)) < ROUNDING_TOLERANCE
    return step if is_multiple else FINE_STEP


def counts_whole_things(measure: Measure, *, per_person: bool) -> bool:
    """Say whether only whole values can be reached: breaks, checkpoints, and so on."""
    return not (per_person or MEASURE_RULES[measure].accepts_figures)


def round_up_targets(plan: ChallengePlan) -> ChallengePlan:
    """Return a plan with whole targets, where whole things are counted.

    Two and a half breaks are reached with the third one, so the plan means the same. Of the stages
    that are then at one value, the last one stays.
    """
    if counts_whole_things(plan.measure, per_person=plan.per_person):
        stages = (replace(stage, target=round_up_target(stage.target)) for stage in plan.stages)
        plan = replace(plan, target=round_up_target(plan.target), stages=tuple(stages))
    return replace(plan, stages=tuple(merge_stages(plan.stages)))


def merge_stages(stages: Sequence[Stage]) -> list[Stage]:
    """Return the stages, of several in a row at one value only the last one.

    A team would reach all of them at once. The last one leads furthest in the story.
    """
    return [
        stage
        for stage, after in zip_longest(stages, stages[1:])
        if after is None or after.target != stage.target
    ]


def round_up_target(target: float) -> float:
    """Return the whole number that is reached when the target is."""
    return float(ceil(target - ROUNDING_TOLERANCE)) if target > 0 else target


def scale_stages(
    targets: Sequence[float], old: float, new: float, scale: TargetScale
) -> list[float]:
    """Return the values of stages after the target has changed from `old` to `new`.

    Each stays at its share of the target, at a multiple of the step. The order stays. Where there
    are more stages than steps, several have the same value (`merge_stages`).
    """
    if not targets or old <= 0 or new <= 0:
        return [max(one, new) if scale.lower_is_better else min(one, new) for one in targets]
    step = scale.step
    shares = [round(one * new / old / step) for one in targets]
    place = _place_down if scale.lower_is_better else _place_up
    placed = place(shares, new, scale)
    return [
        new if abs(before - old) <= ROUNDING_TOLERANCE else round(steps * step, 6)
        for before, steps in zip(targets, placed, strict=True)
    ]


def _place_up(shares: Sequence[int], new: float, scale: TargetScale) -> list[int]:
    """Place stages upwards, each at least one step further and all within the target."""
    top = int(new / scale.step + ROUNDING_TOLERANCE)
    if top < len(shares):
        return [max(1, min(share, top)) for share in shares]
    placed: list[int] = []
    for number, share in enumerate(shares, start=1):
        lowest = placed[-1] + 1 if placed else 1
        placed.append(min(max(share, lowest), top - (len(shares) - number)))
    return placed


def _place_down(shares: Sequence[int], new: float, scale: TargetScale) -> list[int]:
    """Place stages downwards to the target, from the last one on."""
    placed: list[int] = []
    for share in reversed(shares):
        lowest = placed[-1] + 1 if placed else ceil(new / scale.step - ROUNDING_TOLERANCE)
        placed.append(max(share, lowest))
    return [int(min(one, scale.highest / scale.step)) for one in reversed(placed)]
