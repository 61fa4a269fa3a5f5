"""When a milestone is reached.

- A count has reached a milestone as soon as its value has.
- A rate is counted over a window: its average over `MILESTONE_WINDOW_DAYS` days (or over the whole
  challenge, where that is shorter), with figures of at least `MIN_MILESTONE_DAYS` of these days. So
  the first good day reaches nothing, and a later bad week takes nothing back.
- A milestone at the target itself, and one below which a count has to stay, is decided at the end,
  with the challenge.

It depends on the figures alone. A figure that is corrected or deleted can take a milestone back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from learning.rules.challenges.challenge_scores import Scoring, has_reached, is_harder
from learning.rules.challenges.figure_units import UnitType, WeightedValue, combine_values

MILESTONE_WINDOW_DAYS = 7
MIN_MILESTONE_DAYS = 3


@dataclass(frozen=True, slots=True)
class ChallengeProgress:
    """How far a challenge has come. `windows` are the values of a rate in its windows."""

    value: float
    target: float
    is_measured: bool = True
    is_over: bool = False
    windows: Sequence[float] = ()


def find_window_values(
    figures: Iterable[tuple[date, WeightedValue]], first: date, last: date, unit_type: UnitType
) -> list[float]:
    """Return the value of each window that ends on a day with figures.

    `first` and `last` are the days of the challenge.
    """
    by_day: defaultdict[date, list[WeightedValue]] = defaultdict(list)
    for day, value in figures:
        by_day[day].append(value)
    days = {day: combine_values(unit_type, values) for day, values in by_day.items()}
    length = min(MILESTONE_WINDOW_DAYS, (last - first).days + 1)
    return [
        combine_values(unit_type, window.values()).value
        for end in sorted(days)
        if end >= first + timedelta(days=length - 1)
        and len(window := _select_window(days, end, length)) >= min(MIN_MILESTONE_DAYS, length)
    ]


def _select_window(
    days: Mapping[date, WeightedValue], end: date, length: int
) -> dict[date, WeightedValue]:
    return {day: value for day, value in days.items() if 0 <= (end - day).days < length}


def is_stage_reached(target: float, progress: ChallengeProgress, scoring: Scoring) -> bool:
    """Say whether a stage at `target` is reached."""
    lower = scoring.lower_is_better
    if not progress.is_measured:
        return False
    if progress.is_over and has_reached(progress.value, target, lower_is_better=lower):
        return True
    if scoring.is_rate:
        return is_harder(progress.target, target, lower_is_better=lower) and any(
            has_reached(value, target, lower_is_better=lower) for value in progress.windows
        )
    return not lower and has_reached(progress.value, target)


def count_reached_stages(
    targets: Iterable[float], progress: ChallengeProgress, scoring: Scoring
) -> int:
    """Return how many stages are reached."""
    return sum(is_stage_reached(target, progress, scoring) for target in targets)
