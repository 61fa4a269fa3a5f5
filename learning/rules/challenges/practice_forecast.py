"""How often people will practise: what is known of each of them, completed by their team.

A person's chance to practise on a day is not known. What is known of it:

    chance ~ Beta(mean * strength, (1 - mean) * strength)     people of one team are alike
    practised ~ Binomial(known, chance)                       what was seen of the person

`mean` and `strength` of the team are not known either: all pairs of a grid are weighed by how well
they explain what was seen. So a person of whom little is known is taken to be like the team, and a
team of which nothing is known can be nearly anything. Habits also change: a part of the change is
common to the team, and the further away the days are, the more can change.

A thing that can happen several times a day is treated alike, with a Gamma distribution of its rate
and a Poisson distribution of its number.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

from learning.rules.challenges.bounded_distribution import ValueMoments, find_open_ceiling

MEAN_GRID = tuple((number + 0.5) / 24 for number in range(24))
STRENGTH_GRID = (0.7, 1.5, 3.0, 6.0, 12.0, 24.0)
"""From "everybody does it always or never" to "all are nearly the same"."""
TEAM_PRIOR_STRENGTH = 4.0
"""How sure the usual share is: a team of which nothing is known can be nearly anything."""
MIN_NODE_WEIGHT = 1e-4
TEAM_DRIFT, PERSON_DRIFT = 0.22, 0.35
"""The spread of log odds by which the habits of a team, and of one person besides, change in four
weeks. `make calibrate` shows whether the chances that follow from them are right."""
DRIFT_DAYS = 28
RATE_SHAPE = 1.0
"""The shape of the Gamma distribution of people's rates: 1 means that they differ widely."""


@dataclass(frozen=True, slots=True)
class DayHistory:
    """Days of one kind of one person: those to come, and what is known of past ones.

    `practised` of `known` days had practice. Both are weighted: older days count for less.
    """

    ahead: int
    practised: float
    known: float


@dataclass(frozen=True, slots=True)
class EventHistory:
    """What happened to one person on days on duty. `events` and `known` are weighted as above."""

    ahead: int
    events: float
    known: float


def forecast_practice_days(
    histories: Iterable[DayHistory], usual_share: float, days_away: float
) -> ValueMoments:
    """Forecast the number of days with practice of a team.

    `usual_share` is the mean that is assumed where nothing is known. `days_away` is the distance
    from today to the middle of the days to come.
    """
    groups = [(one, count) for one, count in Counter(histories).items() if one.ahead > 0]
    ceiling = float(sum(one.ahead * count for one, count in groups))
    first, second = 0.0, 0.0
    for weight, mean, strength in _weigh_team_nodes(groups, usual_share):
        node_mean, node_variance = _forecast_days_of_node(groups, mean, strength, days_away)
        first += weight * node_mean
        second += weight * (node_variance + node_mean * node_mean)
    return ValueMoments(first, max(0.0, second - first * first), ceiling)


def _weigh_team_nodes(
    groups: Sequence[tuple[DayHistory, int]], usual_share: float
) -> list[tuple[float, float, float]]:
    """Return the likely pairs of mean and strength with their weights, which add up to 1."""
    seen: Counter[tuple[float, float]] = Counter()
    for one, count in groups:
        seen[_round_half(one.practised), _round_half(one.known - one.practised)] += count
    nodes = [
        (
            _log_prior(mean, usual_share) + _log_likelihood(seen, mean, strength),
            mean,
            strength,
        )
        for mean in MEAN_GRID
        for strength in STRENGTH_GRID
    ]
    best = max(score for score, _, _ in nodes)
    weighed = [(exp(score - best), mean, strength) for score, mean, strength in nodes]
    likely = [node for node in weighed if node[0] > MIN_NODE_WEIGHT]
    total = sum(weight for weight, _, _ in likely)
    return [(weight / total, mean, strength) for weight, mean, strength in likely]


def _round_half(days: float) -> float:
    """Round to half days, so that the people of a large team are few cases."""
    return max(0.0, round(2 * days) / 2)


def _log_prior(mean: float, usual_share: float) -> float:
    """Return the logarithm of how likely a mean is before anything is seen, up to a constant."""
    alpha, beta = usual_share * TEAM_PRIOR_STRENGTH, (1 - usual_share) * TEAM_PRIOR_STRENGTH
    return (alpha - 1) * log(mean) + (beta - 1) * log(1 - mean)


def _log_likelihood(seen: Mapping[tuple[float, float], int], mean: float, strength: float) -> float:
    """Return the logarithm of the chance of what was seen of a team, up to a constant."""
    alpha, beta = mean * strength, (1 - mean) * strength
    constant = lgamma(strength) - lgamma(alpha) - lgamma(beta)
    return sum(
        count
        * (
            constant
            + lgamma(alpha + practised)
            + lgamma(beta + missed)
            - lgamma(strength + practised + missed)
        )
        for (practised, missed), count in seen.items()
    )


def _forecast_days_of_node(
    groups: Sequence[tuple[DayHistory, int]], mean: float, strength: float, days_away: float
) -> tuple[float, float]:
    """Return mean and variance of the days of all people, for one mean and strength."""
    team_drift, person_drift = _calculate_drifts(days_away)
    total, variance, common = 0.0, 0.0, 0.0
    for one, count in groups:
        sample = strength + one.known
        chance = min(max((mean * strength + one.practised) / sample, 1e-6), 1 - 1e-6)
        spread = one.ahead * chance * (1 - chance)
        total += count * one.ahead * chance
        common += count * spread
        variance += count * (
            spread * (sample + one.ahead) / (sample + 1) + (spread * person_drift) ** 2
        )
    return total, variance + (common * team_drift) ** 2


def forecast_events(
    histories: Sequence[EventHistory], usual_rate: float, days_away: float
) -> ValueMoments:
    """Forecast how often something will happen to a team, from how often it happened.

    `usual_rate` for one person and day is assumed where nothing is known, as if half an event had
    been seen at that rate.
    """
    known = sum(one.known for one in histories)
    seen = sum(one.events for one in histories)
    rate, spread = (0.5 + seen) / (0.5 / usual_rate + known), 1 / sqrt(0.5 + seen)
    first, second = 0.0, 0.0
    for weight, deviation in ((1 / 6, -sqrt(3)), (2 / 3, 0.0), (1 / 6, sqrt(3))):
        node_rate = rate * exp(deviation * min(spread, 1.0))
        node_mean, node_variance = _forecast_events_of_node(histories, node_rate, days_away)
        first += weight * node_mean
        second += weight * (node_variance + node_mean * node_mean)
    variance = max(0.0, second - first * first)
    return ValueMoments(first, variance, find_open_ceiling(first, variance))


def _forecast_events_of_node(
    histories: Sequence[EventHistory], rate: float, days_away: float
) -> tuple[float, float]:
    team_drift, person_drift = _calculate_drifts(days_away)
    total, variance = 0.0, 0.0
    for one in histories:
        sample = RATE_SHAPE / rate + one.known
        expected = one.ahead * (RATE_SHAPE + one.events) / sample
        total += expected
        variance += expected * (1 + one.ahead / sample) + (expected * person_drift) ** 2
    return total, variance + (total * team_drift) ** 2


def _calculate_drifts(days_away: float) -> tuple[float, float]:
    """Return how far the habits of a team, and of a person besides, can have changed by then."""
    growth = sqrt(0.5 + max(0.0, days_away) / DRIFT_DAYS)
    return TEAM_DRIFT * growth, PERSON_DRIFT * growth
