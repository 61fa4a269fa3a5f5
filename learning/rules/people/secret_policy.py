"""What makes a good enough PIN or password."""

import unicodedata

from learning.rules.refusals import InputProblem, Invalid

PIN_LENGTHS = range(4, 13)
PASSWORD_LENGTHS = range(8, 201)
ASCENDING_DIGITS = "01234567890123456789"
DIGIT_SEQUENCES = (ASCENDING_DIGITS, ASCENDING_DIGITS[::-1])


def normalise_secret(text: str) -> str:
    """Return a secret in one form (NFKC; digits trimmed), so that it matches whatever the keyboard makes of it."""
    secret = unicodedata.normalize("NFKC", text)
    trimmed = secret.strip()
    return trimmed if _has_only_digits(trimmed) else secret


def validate_new_pin(text: str, field: str = "pin") -> str:
    """Return a PIN fit to protect somebody's progress: 4 to 12 digits, not the ones that everybody tries first.

    Raises:
        Invalid: it is something else, a single digit repeated, or digits in a row.
    """
    pin = normalise_secret(text)
    if not _has_only_digits(pin) or len(pin) not in PIN_LENGTHS:
        raise _invalid_secret(field, "A PIN has 4 to 12 digits.")
    if len(set(pin)) == 1:
        raise _invalid_secret(
            field, f"{pin[0]} over and over is the first PIN that anybody tries. Mix the digits."
        )
    if any(pin in sequence for sequence in DIGIT_SEQUENCES):
        raise _invalid_secret(
            field,
            "Digits in a row are easily guessed. Mix them, for example as in a date that you know.",
        )
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
            field, "A password has 8 to 200 characters; a PIN has 4 to 12 digits."
        )
    if len(set(secret)) < 4:
        raise _invalid_secret(field, "Use at least four different characters.")
    return secret


def _has_only_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _invalid_secret(field: str, message: str) -> Invalid:
    return Invalid(message, [InputProblem(field, message)])
