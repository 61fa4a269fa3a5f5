from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.practice.weights import DEFAULT_WEIGHTS
from learning.rules.recognition.levels import LEVELS, count_remembered, find_level

TODAY = date(2026, 3, 2)
memories = st.lists(
    st.tuples(
        st.floats(0.1, 400), st.integers(0, 400).map(lambda ago: TODAY - timedelta(days=ago))
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("ideas", "number", "next_at"),
    [(0, 1, 5), (4.99, 1, 5), (5, 2, 15), (29.9, 3, 30), (219.9, 7, 220), (500, 8, None)],
)
def test_a_level_begins_where_it_says(ideas: float, number: int, next_at: int | None) -> None:
    level = find_level(ideas)
    assert (level.number, level.title, level.next_at) == (number, LEVELS[number - 1][1], next_at)


def test_what_is_shown_never_reaches_further_than_what_is_known() -> None:
    assert find_level(4.99).remembered == 4.9


@given(memories)
def test_nobody_remembers_more_ideas_than_they_met(found: list[tuple[float, date]]) -> None:
    assert 0 <= count_remembered(found, TODAY, DEFAULT_WEIGHTS) <= len(found)


@given(memories, st.integers(1, 60))
def test_without_practice_it_fades(found: list[tuple[float, date]], days: int) -> None:
    assert count_remembered(
        found, TODAY + timedelta(days=days), DEFAULT_WEIGHTS
    ) <= count_remembered(found, TODAY, DEFAULT_WEIGHTS)


def test_levels_rise_and_each_has_its_own_name() -> None:
    starts, titles = [start for start, _ in LEVELS], [title for _, title in LEVELS]
    assert starts == sorted(set(starts))
    assert len(set(titles)) == len(titles)
