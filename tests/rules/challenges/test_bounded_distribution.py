"""Distributions between two bounds, and the incomplete beta function behind them."""

from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.challenges.bounded_distribution import ValueMoments, fit_distribution
from learning.rules.challenges.incomplete_beta import calculate_beta_cdf


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0.01, 0.99))
def test_the_beta_function_agrees_with_the_binomial_sum(
    successes: int, failures: int, chance: float
) -> None:
    draws = successes + failures - 1
    expected = sum(
        comb(draws, count) * chance**count * (1 - chance) ** (draws - count)
        for count in range(successes, draws + 1)
    )
    assert calculate_beta_cdf(chance, successes, failures) == pytest.approx(expected, abs=1e-9)


@given(st.floats(-1, 2), st.floats(0.02, 1e5), st.floats(0.02, 1e5))
def test_a_chance_is_between_zero_and_one(x: float, alpha: float, beta: float) -> None:
    assert 0 <= calculate_beta_cdf(x, alpha, beta) <= 1


def test_a_distribution_has_its_mean_and_spread() -> None:
    values = fit_distribution(ValueMoments(40, 25, 100))
    assert values.find_quantile(0.5) == pytest.approx(40, abs=0.5)
    assert values.find_quantile(0.841) - values.find_quantile(0.5) == pytest.approx(5, abs=0.3)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 1000), st.sampled_from([0.0, 1.0]))
def test_quantiles_ascend_within_the_bounds(
    mean: float, spread: float, ceiling: int, step: float
) -> None:
    moments = ValueMoments(mean * ceiling, (spread * ceiling) ** 2, ceiling)
    values = fit_distribution(moments, step=step)
    quantiles = [values.find_quantile(share) for share in (0.1, 0.5, 0.9)]
    assert quantiles == sorted(quantiles)
    assert quantiles[0] >= 0
    assert quantiles[-1] <= ceiling


def test_one_day_of_one_person_happens_or_does_not() -> None:
    chance = 0.7
    values = fit_distribution(ValueMoments(chance, chance * (1 - chance), 1), step=1)
    assert values.chance_to_reach(1) == pytest.approx(chance, abs=0.08)
    assert values.chance_to_reach(0) == 1
    assert values.chance_to_reach(2) == 0


def test_moments_of_sums_and_multiples() -> None:
    both = ValueMoments(3, 4, 10).plus(ValueMoments(1, 5, 2)).scale(2)
    assert (both.mean, sqrt(both.variance), both.ceiling) == (8, 6, 24)
