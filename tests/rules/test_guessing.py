import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.guessing import SLIP, knew, right, slipped

chances = st.floats(0.001, 1)
guesses = st.floats(0, 0.9)


@given(chances, guesses, st.booleans())
def test_a_chance_is_a_chance(before: float, guess: float, sure: bool) -> None:
    assert 0 <= knew(sure, before, guess) <= 1
    assert 0 <= right(before, guess) <= 1


@given(chances, st.booleans())
def test_who_cannot_guess_knew(before: float, sure: bool) -> None:
    assert knew(sure, before, 0.0) == 1


@given(chances, guesses)
def test_an_unsure_answer_is_the_likelier_guess(before: float, guess: float) -> None:
    assert knew(False, before, guess) <= knew(True, before, guess)


@given(st.floats(0.001, 0.9), st.floats(0.01, 0.8), st.booleans())
def test_the_easier_to_guess_and_the_longer_ago_the_less_it_shows(before: float, guess: float, sure: bool) -> None:
    assert knew(sure, before, guess + 0.1) < knew(sure, before, guess) < knew(sure, before + 0.1, guess)


def test_by_hand() -> None:
    assert knew(True, 0.5, 0.25) == pytest.approx(0.95 * 0.85 / (0.95 * 0.85 + 0.25 * 0.35))
    assert right(0.8, 0.5) == pytest.approx(0.8 * 0.95 + 0.2 * 0.5)


@given(st.floats(0.001, 0.9), st.floats(0, 0.8))
def test_a_wrong_answer_is_the_likelier_slip_the_fresher_and_the_easier_to_guess(before: float, guess: float) -> None:
    assert 0 < slipped(before, guess) < slipped(before + 0.1, guess) <= 1
    assert slipped(before, guess) < slipped(before, guess + 0.1)


@given(chances, guesses)
def test_slips_and_lapses_make_up_all_wrong_answers(before: float, guess: float) -> None:
    assert slipped(before, guess) * (1 - right(before, guess)) == pytest.approx(before * SLIP)
