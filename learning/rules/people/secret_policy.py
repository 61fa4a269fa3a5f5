"""What makes a good enough PIN or password."""

import unicodedata
from datetime import timedelta

from learning.rules.people.common_secrets import (
    SecretOwner,
    is_common_password,
    is_common_pin,
    tells_of_owner,
)
from learning.rules.people.name_keys import drop_invisible, write_digits_in_ascii
from learning.rules.refusals import InputProblem, Invalid

GIVEN_SECRET_LIFETIME = timedelta(days=14)
"""How long a secret that somebody else has set opens the sign-in. It is replaced there at once."""
PIN_LENGTHS = range(4, 13)
PASSWORD_LENGTHS = range(12, 201)
MIN_PASSWORD_DISTINCT_CHARS = 4
ASCENDING_DIGITS = "01234567890123456789"
DIGIT_SEQUENCES = (ASCENDING_DIGITS, ASCENDING_DIGITS[::-1])


def normalise_secret(text: str) -> str:
    """Return a secret in one form, so that it is the same from every keyboard.

    The form is NFKC, with the digits of every script as 0 to 9. Spaces around a PIN and direction
    marks in it are removed; those of a password count.
    """
    secret = write_digits_in_ascii(unicodedata.normalize("NFKC", text))
    trimmed = drop_invisible(secret).strip()
    return trimmed if _has_only_digits(trimmed) else secret


def list_secret_forms(text: str) -> tuple[str, ...]:
    """List the forms in which a typed secret can be stored, today's first.

    Until release 0.2 the digits of other scripts stayed in a password.
    """
    return tuple(dict.fromkeys((normalise_secret(text), unicodedata.normalize("NFKC", text))))


def validate_new_pin(text: str, owner: SecretOwner | None = None, field: str = "pin") -> str:
    """Return a new PIN of 4 to 12 digits that is not among the first guesses.

    Raises:
        Invalid: it is something else, or easily guessed, also from what others know of `owner`.
    """
    pin = normalise_secret(text)
    if not _has_only_digits(pin) or len(pin) not in PIN_LENGTHS:
        raise _invalid_secret(field, "secret.pin_length", min=PIN_LENGTHS[0], max=PIN_LENGTHS[-1])
    if len(set(pin)) == 1:
        raise _invalid_secret(field, "secret.pin_repeats_one_digit", digit=pin[0])
    if any(pin in sequence for sequence in DIGIT_SEQUENCES):
        raise _invalid_secret(field, "secret.pin_in_a_row")
    if is_common_pin(pin):
        raise _invalid_secret(field, "secret.pin_is_common")
    if owner and tells_of_owner(pin, owner):
        raise _invalid_secret(field, "secret.pin_tells_of_you")
    return pin


def validate_new_secret(
    text: str, role: str, owner: SecretOwner | None = None, field: str = "secret"
) -> str:
    """Return a new PIN of a learner, or a password of 12 to 200 characters of everybody else.

    Raises:
        Invalid: it is too easily guessed, or too long.
    """
    if role == "learner":
        return validate_new_pin(text, owner, field)
    secret = normalise_secret(text)
    if len(secret) not in PASSWORD_LENGTHS:
        raise _invalid_secret(
            field, "secret.password_length", min=PASSWORD_LENGTHS[0], max=PASSWORD_LENGTHS[-1]
        )
    if len(set(secret)) < MIN_PASSWORD_DISTINCT_CHARS:
        raise _invalid_secret(field, "secret.password_too_uniform", min=MIN_PASSWORD_DISTINCT_CHARS)
    if is_common_password(secret, owner):
        raise _invalid_secret(field, "secret.password_is_common")
    return secret


def _has_only_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _invalid_secret(field: str, code: str, **values: object) -> Invalid:
    return Invalid(code, [InputProblem(field, code, values)], **values)
