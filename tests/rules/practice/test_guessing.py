import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.practice.guessing import (
    SLIP_CHANCE,
    estimate_known_chance,
    estimate_slip_chance,
    predict_right_chance,
)

chances = st.floats(0.001, 1)
guesses = st.floats(0, 0.9)


@given(chances, guesses, st.booleans())
def test_a_chance_is_a_chance(before: float, guess: float, sure: bool) -> None:
    assert 0 <= estimate_known_chance(sure, before, guess) <= 1
    assert 0 <= predict_right_chance(before, guess) <= 1


@given(chances, st.booleans())
def test_who_cannot_guess_knew(before: float, sure: bool) -> None:
    assert estimate_known_chance(sure, before, 0.0) == 1


@given(chances, guesses)
def test_an_unsure_answer_is_the_likelier_guess(before: float, guess: float) -> None:
    assert estimate_known_chance(False, before, guess) <= estimate_known_chance(True, before, guess)


@given(st.floats(0.001, 0.9), st.floats(0.01, 0.8), st.booleans())
def test_the_easier_to_guess_and_the_longer_ago_the_less_it_shows(
    before: float, guess: float, sure: bool
) -> None:
    assert (
        estimate_known_chance(sure, before, guess + 0.1)
        < estimate_known_chance(sure, before, guess)
        < estimate_known_chance(sure, before + 0.1, guess)
    )


def test_by_hand() -> None:
    assert estimate_known_chance(True, 0.5, 0.25) == pytest.approx(
        0.95 * 0.85 / (0.95 * 0.85 + 0.25 * 0.35)
    )
    assert predict_right_chance(0.8, 0.5) == pytest.approx(0.8 * 0.95 + 0.2 * 0.5)


@given(st.floats(0.001, 0.9), st.floats(0, 0.8))
def test_a_wrong_answer_is_the_likelier_slip_the_fresher_and_the_easier_to_guess(
    before: float, guess: float
) -> None:
    assert 0 < estimate_slip_chance(before, guess) < estimate_slip_chance(before + 0.1, guess) <= 1
    assert estimate_slip_chance(before, guess) < estimate_slip_chance(before, guess + 0.1)


@given(chances, guesses)
def test_slips_and_lapses_make_up_all_wrong_answers(before: float, guess: float) -> None:
    assert estimate_slip_chance(before, guess) * (
        1 - predict_right_chance(before, guess)
    ) == pytest.approx(before * SLIP_CHANCE)
