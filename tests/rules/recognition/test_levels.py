from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.practice.weights import DEFAULT_WEIGHTS
from learning.rules.recognition.levels import LEVELS, LevelCode, count_remembered, find_level

TODAY = date(2026, 3, 2)
memories = st.lists(
    st.tuples(
        st.floats(0.1, 400),
        st.integers(0, 400).map(lambda ago: TODAY - timedelta(days=ago)),
        st.integers(0, 3),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("concepts", "number", "next_at"),
    [(0, 1, 5), (4.99, 1, 5), (5, 2, 15), (29.9, 3, 30), (219.9, 7, 220), (500, 8, None)],
)
def test_a_level_begins_at_its_number_of_concepts(
    concepts: float, number: int, next_at: int | None
) -> None:
    level = find_level(concepts)
    assert (level.number, level.code, level.next_at) == (number, LEVELS[number - 1][1], next_at)


def test_the_shown_number_is_rounded_down() -> None:
    assert find_level(4.99).remembered == 4.9


@given(memories)
def test_the_expected_number_is_at_most_the_number_of_memories(
    found: list[tuple[float, date, int]],
) -> None:
    assert 0 <= count_remembered(found, TODAY, DEFAULT_WEIGHTS) <= len(found)


@pytest.mark.parametrize(("right_days", "remembered"), [(0, 0), (1, 0), (2, 3), (9, 3)])
def test_an_idea_counts_once_it_was_answered_right_on_two_days(
    right_days: int, remembered: float
) -> None:
    """On the day of an attempt the forgetting curve is at 1, also after a wrong answer."""
    assert count_remembered([(5.0, TODAY, right_days)] * 3, TODAY, DEFAULT_WEIGHTS) == remembered


@given(memories, st.integers(1, 60))
def test_without_practice_the_number_falls(found: list[tuple[float, date, int]], days: int) -> None:
    assert count_remembered(
        found, TODAY + timedelta(days=days), DEFAULT_WEIGHTS
    ) <= count_remembered(found, TODAY, DEFAULT_WEIGHTS)


def test_levels_rise_and_each_code_is_used_once() -> None:
    starts, codes = zip(*LEVELS, strict=True)
    assert list(starts) == sorted(set(starts))
    assert codes == get_args(LevelCode)
