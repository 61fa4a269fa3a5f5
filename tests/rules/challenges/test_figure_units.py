"""Units of figures: a count adds up, a rate is an average weighted by its bases."""

import math
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.challenges.figure_units import (
    ALL_UNIT_TYPES,
    UnitType,
    WeightedValue,
    choose_score_max,
    combine_values,
    find_highest_amount,
    infer_unit_type,
    weigh_figure,
)

amounts = st.floats(0, 100)
bases = st.none() | st.floats(0.01, 1e6)
figures = st.tuples(amounts, bases)


def combine(unit_type: UnitType, *entered: tuple[float, float | None]) -> float:
    """Combine figures, given as amount and "out of" (or base where the unit is no share)."""
    return combine_values(unit_type, [weigh(unit_type, *one) for one in entered]).value


def weigh(unit_type: UnitType, amount: float, base: float | None) -> WeightedValue:
    """Weigh a figure whose amount is in the unit."""
    return weigh_figure(unit_type, amount, base=base)


def test_three_percentages_are_averaged_and_never_added() -> None:
    assert combine("percentage", (92, None), (90, None), (88, None)) == 90


def test_a_share_is_a_percentage_with_its_base() -> None:
    assert weigh_figure("percentage", 46, out_of=50) == WeightedValue(92, 50)
    shares = [weigh_figure("percentage", 46, out_of=50), weigh_figure("percentage", 0, out_of=150)]
    assert combine_values("percentage", shares).value == pytest.approx(23)


def test_a_figure_without_a_base_counts_like_one_out_of_a_hundred() -> None:
    mixed = [weigh_figure("percentage", 92), weigh_figure("percentage", 46, out_of=50)]
    assert combine_values("percentage", mixed).value == pytest.approx(92)
    assert weigh_figure("percentage", 92).weight == weigh_figure("percentage", 92, 100).weight


@pytest.mark.parametrize("unit_type", ["duration", "score"])
def test_durations_and_scores_are_weighted_by_their_bases(unit_type: UnitType) -> None:
    assert combine(unit_type, (4, 30), (2, 10)) == pytest.approx(3.5)
    assert combine(unit_type, (4, None), (2, None)) == 3


def test_counts_add_up() -> None:
    assert combine("count", (19, None), (20, None)) == 39


@given(st.lists(figures, min_size=1, max_size=6), st.sampled_from(ALL_UNIT_TYPES), st.data())
def test_the_order_of_figures_never_changes_the_result(
    entered: list[tuple[float, float | None]], unit_type: UnitType, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(entered))
    assert combine(unit_type, *shuffled) == combine(unit_type, *entered)


@given(
    st.lists(st.tuples(figures, st.integers(0, 3)), min_size=1, max_size=12),
    st.sampled_from(ALL_UNIT_TYPES),
)
def test_the_grouping_of_figures_never_changes_the_result(
    entered: list[tuple[tuple[float, float | None], int]], unit_type: UnitType
) -> None:
    groups = [
        combine_values(
            unit_type, [weigh(unit_type, *figure) for figure, group in entered if group == number]
        )
        for number in range(4)
    ]
    expected = combine(unit_type, *(figure for figure, _ in entered))
    for order in permutations(groups):
        grouped = combine_values(unit_type, order).value
        assert math.isclose(grouped, expected, rel_tol=1e-12, abs_tol=1e-12)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(50, 90)), min_size=1, max_size=8),
    st.lists(amounts, max_size=4),
)
def test_shares_of_two_days_are_worth_their_sum(
    shares: list[tuple[int, int]], unbased: list[float]
) -> None:
    others = [weigh_figure("percentage", one) for one in unbased]
    single = [weigh_figure("percentage", amount, out_of) for amount, out_of in shares]
    total = weigh_figure("percentage", sum(one for one, _ in shares), sum(of for _, of in shares))
    assert combine_values("percentage", [*single, *others]).value == pytest.approx(
        combine_values("percentage", [total, *others]).value
    )


@given(st.lists(figures, min_size=1), st.sampled_from(["percentage", "duration", "score"]))
def test_an_average_lies_between_the_lowest_and_the_highest_figure(
    entered: list[tuple[float, float | None]], unit_type: UnitType
) -> None:
    values = [amount for amount, _ in entered]
    value = combine(unit_type, *entered)
    assert min(values) - 1e-9 <= value <= max(values) + 1e-9


def test_nothing_entered_has_no_weight() -> None:
    for unit_type in ALL_UNIT_TYPES:
        assert not combine_values(unit_type, []).is_measured


def test_bounds_are_those_of_the_unit() -> None:
    assert find_highest_amount("percentage", None) == 100
    assert find_highest_amount("score", 5) == 5
    assert find_highest_amount("count", None) > 4700
    assert [choose_score_max("score", None, target) for target in (4.5, 9, 80, 500)] == [
        5,
        10,
        100,
        None,
    ]
    assert choose_score_max("score", 7, 4.5) == 7
    assert choose_score_max("count", None, 4.5) is None


@pytest.mark.parametrize(
    ("unit", "unit_type"),
    [
        ("% satisfied", "percentage"),
        ("per cent", "percentage"),
        ("Prozent zufrieden", "percentage"),
        ("por ciento", "percentage"),
        ("\uff05", "percentage"),
        ("pct of guests", "percentage"),
        ("Minuten Wartezeit", "duration"),
        ("minutos de espera", "duration"),
        ("minutes of waiting", "duration"),
        ("min", "duration"),
        ("out of 5", "score"),
        ("stars", "score"),
        ("promises kept", "count"),
        ("", "count"),
    ],
)
def test_a_unit_without_a_type_is_guessed_from_its_words(unit: str, unit_type: UnitType) -> None:
    assert infer_unit_type(unit) == unit_type
