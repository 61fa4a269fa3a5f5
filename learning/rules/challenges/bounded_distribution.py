"""A distribution between two bounds with a given mean and variance: a scaled Beta distribution.

It is what is known of a value before a challenge. It is never below its lower or above its upper
bound, it can be lopsided near a bound, and it needs no random numbers.
"""

from dataclasses import dataclass
from math import ceil, sqrt

from learning.rules.challenges.incomplete_beta import calculate_beta_cdf

BISECTION_STEPS = 50
MIN_SHAPE_SUM, MAX_SHAPE_SUM = 0.02, 1e7
"""The bounds of alpha + beta: from "all or nothing" to "as good as certain"."""
STEP_TOLERANCE = 1e-6
"""A value this close to a whole number of steps, as a part of a step, is that number of steps."""


@dataclass(frozen=True, slots=True)
class ValueMoments:
    """The mean and variance of a value, and the highest value that is possible."""

    mean: float
    variance: float
    ceiling: float

    def scale(self, factor: float) -> "ValueMoments":
        """Return the moments of the value times a factor."""
        return ValueMoments(
            self.mean * factor, self.variance * factor * factor, self.ceiling * factor
        )

    def plus(self, other: "ValueMoments") -> "ValueMoments":
        """Return the moments of the sum with an independent value."""
        return ValueMoments(
            self.mean + other.mean, self.variance + other.variance, self.ceiling + other.ceiling
        )


@dataclass(frozen=True, slots=True)
class BoundedDistribution:
    """A value from `low` to `high`. With a `step`, only multiples of it above `low` are possible.

    `alpha` and `beta` describe where the value lies between the bounds. With a step the bounds of
    the Beta distribution are half a step further out, and every value stands for its surroundings.
    """

    low: float
    high: float
    step: float
    alpha: float
    beta: float

    @property
    def _bottom(self) -> float:
        return self.low - self.step / 2

    @property
    def _width(self) -> float:
        return self.high - self.low + self.step

    def chance_below(self, value: float) -> float:
        """Return the chance of a lower value, 0 to 1. Between two steps it is interpolated."""
        if self._width <= 0:
            return float(value > self.low)
        return calculate_beta_cdf((value - self._bottom) / self._width, self.alpha, self.beta)

    def chance_to_reach(self, target: float) -> float:
        """Return the chance of at least a target, 0 to 1."""
        if target <= self.low:
            return 1.0
        if target > self.high + self.step * STEP_TOLERANCE:
            return 0.0
        if self.step <= 0:
            return 1 - self.chance_below(target)
        steps = ceil((target - self.low) / self.step - STEP_TOLERANCE)
        return 1 - self.chance_below(self.low + (steps - 0.5) * self.step)

    def find_quantile(self, share: float) -> float:
        """Return the value that is exceeded with the chance 1 - `share`, rounded to a step."""
        low, high = self._bottom, self._bottom + self._width
        for _ in range(BISECTION_STEPS):
            middle = (low + high) / 2
            if self.chance_below(middle) < share:
                low = middle
            else:
                high = middle
        value = (low + high) / 2
        if self.step > 0:
            value = self.low + round((value - self.low) / self.step) * self.step
        return min(max(value, self.low), self.high)


def fit_distribution(
    moments: ValueMoments, *, low: float = 0.0, step: float = 0.0
) -> BoundedDistribution:
    """Find the distribution from `low` to the ceiling with this mean and variance."""
    high = max(moments.ceiling, low)
    width = high - low + step
    if width <= 0:
        return BoundedDistribution(low, high, step, 1.0, 1.0)
    mean = min(max((moments.mean - low + step / 2) / width, 1e-9), 1 - 1e-9)
    variance = max((moments.variance + step * step / 12) / (width * width), 1e-18)
    shape_sum = min(max(mean * (1 - mean) / variance - 1, MIN_SHAPE_SUM), MAX_SHAPE_SUM)
    return BoundedDistribution(low, high, step, mean * shape_sum, (1 - mean) * shape_sum)


def find_open_ceiling(mean: float, variance: float) -> float:
    """Return an upper bound that a value without one practically never reaches."""
    return mean + 40 * sqrt(variance) + 1
