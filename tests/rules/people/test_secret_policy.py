"""PINs that are guessed first are refused. The others are the same from every keyboard."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from learning.rules.people.secret_policy import (
    normalise_secret,
    validate_new_pin,
    validate_new_secret,
)
from learning.rules.refusals import Invalid

PINS = st.text("0123456789", min_size=4, max_size=12)
WIDE_DIGITS = str.maketrans({str(digit): chr(0xFF10 + digit) for digit in range(10)})


def is_weak(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return len(steps) == 1 and steps <= {0, 1, 9}


@given(PINS)
def test_a_pin_is_accepted_unless_its_digits_repeat_or_are_in_a_row(pin: str) -> None:
    if is_weak(pin):
        with pytest.raises(Invalid):
            validate_new_pin(pin)
    else:
        assert validate_new_pin(pin) == pin


@given(PINS)
def test_a_pin_is_the_same_from_every_keyboard(pin: str) -> None:
    assert normalise_secret(f" {pin.translate(WIDE_DIGITS)} ") == pin


@given(st.text(max_size=20))
def test_nothing_but_digits_is_a_pin(text: str) -> None:
    assume(not normalise_secret(text).isdecimal())
    with pytest.raises(Invalid):
        validate_new_pin(text)


@pytest.mark.parametrize(
    "pin", ["0000", "7777777", "1234", "4321", "0123", "6789", "8901", "3210", "987654321098"]
)
def test_first_guesses_are_refused_with_a_code(pin: str) -> None:
    with pytest.raises(Invalid) as refused:
        validate_new_pin(pin, "secret.new")
    assert refused.value.problems[0].where == "secret.new"
    assert refused.value.code in ("secret.pin_repeats_one_digit", "secret.pin_in_a_row")


@pytest.mark.parametrize(
    ("secret", "role", "fits"),
    [
        ("correct horse", "admin", True),
        ("correct horse", "leader", True),
        ("correct horse", "learner", False),
        ("8402", "admin", True),
        ("12345678", "admin", False),
        ("seven77", "admin", False),
        ("abababab", "admin", False),
        ("x" * 100 + "abc" * 33 + "y", "admin", True),
        ("abcd" * 51, "admin", False),
    ],
)
def test_passwords_are_for_leaders_and_admins(secret: str, role: str, fits: bool) -> None:
    if fits:
        assert validate_new_secret(secret, role) == secret
    else:
        with pytest.raises(Invalid):
            validate_new_secret(secret, role)


@given(st.text(min_size=1, max_size=40))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise_secret(normalise_secret(text)) == normalise_secret(text)
