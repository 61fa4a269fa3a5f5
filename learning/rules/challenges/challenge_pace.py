"""The pace of a running challenge: how fast people go, and how fast they would have to go on."""

from dataclasses import dataclass
from typing import Literal

from learning.rules.challenges.challenge_scores import Scoring, has_reached

PaceKind = Literal["a_day", "average"]
"""a_day: what is added on a working day. average: the average of the days, for rates."""


@dataclass(frozen=True, slots=True)
class ChallengeDays:
    """The working days of a challenge. `gone` includes the part of today that has passed.

    `left` includes the whole of today.
    """

    gone: float
    left: int


@dataclass(frozen=True, slots=True)
class ChallengePace:
    """The pace that was kept, and the one that leads to the target from now on.

    `kept` is None while nothing is measured. `needed` is None where no working day is left. Where
    lower is better, it is at most so much. `possible` is false where no pace can be enough.
    """

    kind: PaceKind
    kept: float | None
    needed: float | None
    days_left: int
    possible: bool


def calculate_pace(
    value: float | None, target: float, days: ChallengeDays, scoring: Scoring, highest: float
) -> ChallengePace:
    """Return the pace of a challenge. `value` is None while nothing is measured.

    `highest` is the largest figure of a rate.
    """
    if scoring.is_rate:
        return _calculate_average_pace(value, target, days, scoring, highest)
    done = value or 0.0
    lower = scoring.lower_is_better
    missing = target - done
    if not lower and has_reached(done, target):
        missing = 0.0
    return ChallengePace(
        "a_day",
        None if value is None else done / max(1.0, days.gone),
        max(0.0, missing) / days.left if days.left else None,
        days.left,
        possible=(missing >= 0 or not lower) and (days.left > 0 or missing <= 0 or lower),
    )


def _calculate_average_pace(
    value: float | None, target: float, days: ChallengeDays, scoring: Scoring, highest: float
) -> ChallengePace:
    """Return the average of the days to come with which the whole average is the target."""
    gone = days.gone if value is not None else 0.0
    if not days.left:
        is_reached = value is not None and has_reached(
            value, target, lower_is_better=scoring.lower_is_better
        )
        return ChallengePace("average", value, None, 0, possible=is_reached)
    needed = target + (target - (value or 0.0)) * gone / days.left
    possible = needed >= 0 if scoring.lower_is_better else needed <= highest
    return ChallengePace("average", value, max(0.0, needed), days.left, possible=possible)
