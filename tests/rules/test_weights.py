import pytest
from fsrs_rs_python import DEFAULT_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.weights import DEFAULT, HORIZON, Weights

stabilities = st.floats(0.3, 180)
difficulties = st.floats(1, 10)
days = st.integers(1, 365)


@given(stabilities, difficulties, days)
def test_the_gain_is_what_the_engine_would_say(stability: float, difficulty: float, passed: int) -> None:
    states = DEFAULT.states((stability, difficulty), passed)
    chance = DEFAULT.recall(stability, passed)
    right = DEFAULT.recall(states.good.memory.stability, HORIZON)
    wrong = DEFAULT.recall(states.again.memory.stability, HORIZON)
    left = DEFAULT.recall(stability, passed + HORIZON)
    expected = chance * right + (1 - chance) * wrong - left
    assert DEFAULT.gain(stability, difficulty, passed) == pytest.approx(expected, abs=1e-5)


@given(stabilities, difficulties, days)
def test_a_review_is_worth_something(stability: float, difficulty: float, passed: int) -> None:
    assert DEFAULT.gain(stability, difficulty, passed) > 0


@given(stabilities, st.floats(0.5, 0.99))
def test_recall_after_the_interval_is_the_retention(stability: float, retention: float) -> None:
    assert DEFAULT.recall(stability, DEFAULT.interval(stability, retention)) == pytest.approx(retention)


def test_a_lesson_is_worth_less_to_those_who_forget_faster() -> None:
    faster = Weights([*(start / 2 for start in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:]])
    assert 0 < faster.lesson < DEFAULT.lesson < 1
