"""What makes a good enough PIN or password."""

import unicodedata

from learning.rules.people.name_keys import drop_invisible, write_digits_in_ascii
from learning.rules.refusals import InputProblem, Invalid

PIN_LENGTHS = range(4, 13)
PASSWORD_LENGTHS = range(8, 201)
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


def validate_new_pin(text: str, field: str = "pin") -> str:
    """Return a new PIN of 4 to 12 digits that is not among the first guesses.

    Raises:
        Invalid: it is something else, one digit repeated, or digits in a row.
    """
    pin = normalise_secret(text)
    if not _has_only_digits(pin) or len(pin) not in PIN_LENGTHS:
        raise _invalid_secret(field, "secret.pin_length", min=PIN_LENGTHS[0], max=PIN_LENGTHS[-1])
    if len(set(pin)) == 1:
        raise _invalid_secret(field, "secret.pin_repeats_one_digit", digit=pin[0])
    if any(pin in sequence for sequence in DIGIT_SEQUENCES):
        raise _invalid_secret(field, "secret.pin_in_a_row")
    return pin


def validate_new_secret(text: str, role: str, field: str = "secret") -> str:
    """Return a new PIN, or for leaders and admins also a password of 8 to 200 characters.

    Raises:
        Invalid: it is too easily guessed, or too long.
    """
    secret = normalise_secret(text)
    if role == "learner" or _has_only_digits(secret):
        return validate_new_pin(secret, field)
    if len(secret) not in PASSWORD_LENGTHS:
        raise _invalid_secret(
            field,
            "secret.password_length",
            min=PASSWORD_LENGTHS[0],
            max=PASSWORD_LENGTHS[-1],
            min_pin=PIN_LENGTHS[0],
            max_pin=PIN_LENGTHS[-1],
        )
    if len(set(secret)) < MIN_PASSWORD_DISTINCT_CHARS:
        raise _invalid_secret(field, "secret.password_too_uniform", min=MIN_PASSWORD_DISTINCT_CHARS)
    return secret


def _has_only_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _invalid_secret(field: str, code: str, **values: object) -> Invalid:
    return Invalid(code, [InputProblem(field, code, values)], **values)
