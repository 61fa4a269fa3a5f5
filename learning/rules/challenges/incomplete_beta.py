"""The distribution function of the Beta distribution: the regularised incomplete beta function.

It is the continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions,
evaluated by the algorithm of Lentz.
"""

from math import exp, lgamma, log, log1p

MAX_FRACTION_TERMS = 500
"""More than enough: the number of terms grows with the root of the larger parameter."""
FRACTION_TOLERANCE = 1e-12
_TINY = 1e-300


def calculate_beta_cdf(x: float, alpha: float, beta: float) -> float:
    """Return the chance that a value of Beta(alpha, beta) is at most `x`."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (alpha + 1) / (alpha + beta + 2):  # the fraction is fast below this point
        return 1 - calculate_beta_cdf(1 - x, beta, alpha)
    log_front = (
        lgamma(alpha + beta) - lgamma(alpha) - lgamma(beta) + alpha * log(x) + beta * log1p(-x)
    )
    return min(1.0, exp(log_front) / (alpha * _evaluate_fraction(x, alpha, beta)))


def _evaluate_fraction(x: float, alpha: float, beta: float) -> float:
    """Evaluate 1 + d1 / (1 + d2 / (1 + ...))."""
    fraction, above, below = 1.0, 1.0, 0.0
    for term in range(1, MAX_FRACTION_TERMS):
        d = _give_coefficient(term, x, alpha, beta)
        below = 1 / _avoid_zero(1 + d * below)
        above = _avoid_zero(1 + d / above)
        fraction *= above * below
        if abs(above * below - 1) < FRACTION_TOLERANCE:
            break
    return fraction


def _give_coefficient(term: int, x: float, alpha: float, beta: float) -> float:
    half = term // 2
    if term % 2:
        return -(alpha + half) * (alpha + beta + half) * x / ((alpha + term - 1) * (alpha + term))
    return half * (beta - half) * x / ((alpha + term - 1) * (alpha + term))


def _avoid_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
