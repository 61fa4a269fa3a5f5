"""The probabilities of counts of independent events."""

from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.probability import probability_at_least, probability_at_most


def test_equal_chances_give_the_binomial_distribution() -> None:
    for n, k in product((0, 1, 7), range(9)):
        exact = sum(comb(n, i) * 0.25**i * 0.75 ** (n - i) for i in range(k, n + 1))
        assert probability_at_least([0.25] * n, k) == pytest.approx(exact)


@given(st.lists(st.floats(0, 1), max_size=12), st.integers(-1, 13))
def test_the_probabilities_of_both_tails_add_up_to_one(chances: list[float], count: int) -> None:
    assert probability_at_least(chances, count) + probability_at_most(
        chances, count - 1
    ) == pytest.approx(1)
