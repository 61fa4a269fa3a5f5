from datetime import UTC, datetime, timedelta

import pytest
from fsrs_rs_python import DEFAULT_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.practice.weights import (
    DEFAULT_WEIGHTS,
    DEFAULT_WEIGHTS_HISTORY,
    HORIZON_DAYS,
    Weights,
    WeightsHistory,
)

stabilities = st.floats(0.3, 180)
difficulties = st.floats(1, 10)
days = st.integers(1, 365)


@given(stabilities, difficulties, days)
def test_the_gain_is_what_the_engine_would_say(
    stability: float, difficulty: float, passed: int
) -> None:
    states = DEFAULT_WEIGHTS.next_states((stability, difficulty), passed)
    chance = DEFAULT_WEIGHTS.calculate_recall(stability, passed)
    right = DEFAULT_WEIGHTS.calculate_recall(states.good.memory.stability, HORIZON_DAYS)
    wrong = DEFAULT_WEIGHTS.calculate_recall(states.again.memory.stability, HORIZON_DAYS)
    left = DEFAULT_WEIGHTS.calculate_recall(stability, passed + HORIZON_DAYS)
    expected = chance * right + (1 - chance) * wrong - left
    assert DEFAULT_WEIGHTS.calculate_gain(stability, difficulty, passed) == pytest.approx(
        expected, abs=1e-5
    )


@given(stabilities, difficulties, days)
def test_a_review_is_worth_something(stability: float, difficulty: float, passed: int) -> None:
    assert DEFAULT_WEIGHTS.calculate_gain(stability, difficulty, passed) > 0


@given(stabilities, st.floats(0.5, 0.99))
def test_recall_after_the_interval_is_the_retention(stability: float, retention: float) -> None:
    assert DEFAULT_WEIGHTS.calculate_recall(
        stability, DEFAULT_WEIGHTS.calculate_interval(stability, retention)
    ) == pytest.approx(retention)


def test_a_lesson_is_worth_less_to_those_who_forget_faster() -> None:
    faster = Weights([*(start / 2 for start in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:]])
    assert 0 < faster.new_concept_worth < DEFAULT_WEIGHTS.new_concept_worth < 1


FASTER = Weights([*(start / 2 for start in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:]])
FIRST, SECOND = datetime(2026, 3, 2, 4, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC)
instants = st.integers(-20, 20).map(lambda hours: FIRST + timedelta(hours=12 * hours))


@given(instants)
def test_the_newest_change_before_an_instant_is_in_force(instant: datetime) -> None:
    weights_history = WeightsHistory([(FIRST, FASTER), (SECOND, DEFAULT_WEIGHTS)])
    assert weights_history.weights_at(instant) is (
        FASTER if FIRST <= instant < SECOND else DEFAULT_WEIGHTS
    )
    assert DEFAULT_WEIGHTS_HISTORY.weights_at(instant) is DEFAULT_WEIGHTS


@given(st.lists(instants, max_size=4))
def test_instants_differ_if_their_weights_do(found: list[datetime]) -> None:
    weights_history = WeightsHistory([(FIRST, FASTER), (SECOND, DEFAULT_WEIGHTS)])
    assert weights_history.has_change_between(found) == (
        len({weights_history.weights_at(instant).values for instant in found}) > 1
    )
    assert not DEFAULT_WEIGHTS_HISTORY.has_change_between(found)


def test_of_two_changes_at_once_the_later_made_counts() -> None:
    assert (
        WeightsHistory([(FIRST, FASTER), (FIRST, DEFAULT_WEIGHTS)]).weights_at(FIRST)
        is DEFAULT_WEIGHTS
    )


def test_a_later_word_takes_the_place_of_what_was_still_to_come() -> None:
    weights_history = WeightsHistory([(SECOND, FASTER), (FIRST, DEFAULT_WEIGHTS)])
    assert (
        weights_history.weights_at(FIRST) is weights_history.weights_at(SECOND) is DEFAULT_WEIGHTS
    )
