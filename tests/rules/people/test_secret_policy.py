"""PINs that are guessed first are refused. The others are the same from every keyboard."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from learning.rules.people.common_secrets import SecretOwner, is_common_pin
from learning.rules.people.secret_policy import (
    normalise_secret,
    validate_new_pin,
    validate_new_secret,
)
from learning.rules.refusals import Invalid

FIRST_PINS = (
    "2580 0852 1212 8484 1122 1221 1000 123123 847847 1357 2468 1984 2026 31121999 19991231 "
    "159753 147258 1379 112233 4711"
)
FIRST_PASSWORDS = (
    "password1234 Password1234! P@ssw0rd2026! passwordpassword qwertyuiop12 letmeinletmein "
    "administrator abcdefghijkl Welcome-2026-1 iloveyou123! herobreak-admin-1 Anna-Lee-1988 "
    "1q2w3e4r5t6y abcdabcdabcd 849302847562 Summer2026!! QuickSilver99 qwertz123456 "
    "monkeydragon12"
)
PINS = st.text("0123456789", min_size=4, max_size=12)
WIDE_DIGITS = str.maketrans({str(digit): chr(0xFF10 + digit) for digit in range(10)})


@given(PINS)
def test_a_pin_is_accepted_or_refused_as_a_first_guess(pin: str) -> None:
    if is_common_pin(pin):
        with pytest.raises(Invalid):
            validate_new_pin(pin)
    else:
        assert validate_new_pin(pin) == pin


def test_most_pins_of_four_digits_can_be_chosen() -> None:
    common = sum(is_common_pin(f"{number:04}") for number in range(10_000))
    assert 700 < common < 1500


def test_a_pin_that_is_known_of_the_person_is_refused() -> None:
    owner = SecretOwner(("Anna Lee", "Quick Silver"), date(2026, 3, 14))
    for pin in ("1403", "0314", "140326", "2603", "0326", "78425", "2662533"):
        with pytest.raises(Invalid) as refused:
            validate_new_pin(pin, owner)
        assert refused.value.code == "secret.pin_tells_of_you"
        assert validate_new_pin(pin) == pin


@pytest.mark.parametrize("pin", FIRST_PINS.split())
def test_common_pins_are_refused(pin: str) -> None:
    with pytest.raises(Invalid):
        validate_new_pin(pin)


@pytest.mark.parametrize("password", FIRST_PASSWORDS.split())
def test_common_passwords_are_refused(password: str) -> None:
    owner = SecretOwner(("Anna Lee", "Quick Silver"), date(2026, 3, 14))
    with pytest.raises(Invalid) as refused:
        validate_new_secret(password, "admin", owner)
    assert refused.value.code.startswith("secret.password_")


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
        validate_new_pin(pin, field="secret.new")
    assert refused.value.problems[0].where == "secret.new"
    assert refused.value.code in ("secret.pin_repeats_one_digit", "secret.pin_in_a_row")


@pytest.mark.parametrize(
    ("secret", "role", "fits"),
    [
        ("correct horse", "admin", True),
        ("correct horse", "leader", True),
        ("correct horse", "learner", False),
        ("8402", "admin", False),
        ("849302", "leader", False),
        ("eleven-char", "leader", False),
        ("twelve-chars", "leader", True),
        ("12345678", "admin", False),
        ("seven77", "admin", False),
        ("abababab", "admin", False),
        ("x" * 179 + " wobbly teapot mirror", "admin", True),
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
