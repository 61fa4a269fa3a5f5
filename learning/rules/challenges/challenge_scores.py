"""Scores of challenges: the value, the places of teams, and what is reached.

Every comparison with a target is made here, in the direction of the challenge: where lower is
better, a value below the target has reached it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from learning.rules.challenges.challenge_templates import ChallengeForm
from learning.rules.challenges.figure_units import (
    UnitType,
    WeightedValue,
    combine_values,
    is_rate,
)

ROUNDING_TOLERANCE = 1e-9
"""A value that misses a target by less than this has reached it: sums of floats are not exact."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """How the values of a challenge are combined and compared."""

    unit_type: UnitType = "count"
    lower_is_better: bool = False
    per_person: bool = False

    @property
    def is_rate(self) -> bool:
        """Say whether values are averaged."""
        return is_rate(self.unit_type)


@dataclass(frozen=True, slots=True)
class ParticipatingTeam:
    """A team that takes part, and its value. `duty_days` is the sum over its people.

    `weight` is that of its figures: 0 while it has none. Other measures have the weight 1.
    """

    team: int
    name: str
    duty_days: int
    value: float
    weight: float = 1.0

    @property
    def is_measured(self) -> bool:
        """Say whether there is anything behind the value."""
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class RankedTeam:
    """A team with its score and place. Teams with equal scores share a place.

    `score` is the value, or the value per person and day on duty where the challenge asks for that.
    """

    team: ParticipatingTeam
    score: float
    place: int


def calculate_challenge_value(
    form: ChallengeForm, teams: Sequence[ParticipatingTeam], scoring: Scoring
) -> float:
    """Return the value that is compared with the target.

    It is the score of the best team in a race. Otherwise it is the average of a rate over the
    figures of all teams, or the total of a count.
    """
    if form == "race":
        scores = [_score_team(team, scoring) for team in teams if team.is_measured]
        return (min if scoring.lower_is_better else max)(scores, default=0.0)
    total = combine_values(
        scoring.unit_type, (WeightedValue(team.value, team.weight) for team in teams)
    ).value
    if scoring.is_rate or not scoring.per_person:
        return total
    duty_days = sum(team.duty_days for team in teams)
    return total / duty_days if duty_days else 0.0


def is_challenge_measured(teams: Iterable[ParticipatingTeam]) -> bool:
    """Say whether there is anything behind the value of a challenge."""
    return any(team.is_measured for team in teams)


def rank_teams_by_score(teams: Sequence[ParticipatingTeam], scoring: Scoring) -> list[RankedTeam]:
    """Rank teams, best first. Teams without any figure are last.

    `per_person` divides counts by days on duty, so a small team can win.
    """
    sign = 1 if scoring.lower_is_better else -1

    def find_rank(team: ParticipatingTeam) -> tuple[bool, float]:
        return not team.is_measured, sign * _score_team(team, scoring)

    ranked: list[RankedTeam] = []
    order = sorted(teams, key=lambda team: (find_rank(team), team.team))
    for position, team in enumerate(order, start=1):
        is_tied = bool(ranked) and find_rank(ranked[-1].team) == find_rank(team)
        place = ranked[-1].place if is_tied else position
        ranked.append(RankedTeam(team, _score_team(team, scoring), place))
    return ranked


def _score_team(team: ParticipatingTeam, scoring: Scoring) -> float:
    if scoring.is_rate or not scoring.per_person:
        return team.value
    return team.value / team.duty_days if team.duty_days else 0.0


def has_reached(value: float, target: float, *, lower_is_better: bool = False) -> bool:
    """Say whether a value has reached a target, within `ROUNDING_TOLERANCE`."""
    if lower_is_better:
        return value <= target + ROUNDING_TOLERANCE
    return value >= target - ROUNDING_TOLERANCE


def is_harder(target: float, other: float, *, lower_is_better: bool = False) -> bool:
    """Say whether a target asks for more than another one."""
    return target < other if lower_is_better else target > other


def calculate_share(
    value: float, target: float, *, lower_is_better: bool = False, is_measured: bool = True
) -> float:
    """Return the length of a bar, 0 to 1. It is 1 exactly where the target is reached."""
    if not is_measured or (target <= 0 and not lower_is_better):
        return 0.0
    if has_reached(value, target, lower_is_better=lower_is_better):
        return 1.0
    return max(0.0, target / value if lower_is_better else value / target)
