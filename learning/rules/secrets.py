"""What makes a good enough PIN or password."""

import unicodedata

from learning.rules.problems import Invalid, Problem

PIN_LENGTHS = range(4, 13)
PASSWORD_LENGTHS = range(8, 201)
UP = "01234567890123456789"
RUNS = (UP, UP[::-1])


def tidy_secret(text: str) -> str:
    """Return a secret in one form (NFKC; digits trimmed), so that it matches whatever the keyboard makes of it."""
    secret = unicodedata.normalize("NFKC", text)
    bare = secret.strip()
    return bare if _digits(bare) else secret


def new_pin(text: str, where: str = "pin") -> str:
    """Return a PIN fit to protect somebody's progress: 4 to 12 digits, not the ones that everybody tries first.

    Raises:
        Invalid: it is something else, a single digit repeated, or digits in a row.
    """
    pin = tidy_secret(text)
    if not _digits(pin) or len(pin) not in PIN_LENGTHS:
        raise _invalid(where, "A PIN has 4 to 12 digits.")
    if len(set(pin)) == 1:
        raise _invalid(where, f"{pin[0]} over and over is the first PIN that anybody tries. Mix the digits.")
    if any(pin in run for run in RUNS):
        raise _invalid(where, "Digits in a row are easily guessed. Mix them, for example as in a date that you know.")
    return pin


def new_secret(text: str, role: str, where: str = "secret") -> str:
    """Return a new PIN, or for leaders and admins also a password of 8 to 200 characters.

    Raises:
        Invalid: it is too easily guessed, or too long.
    """
    secret = tidy_secret(text)
    if role == "learner" or _digits(secret):
        return new_pin(secret, where)
    if len(secret) not in PASSWORD_LENGTHS:
        raise _invalid(where, "A password has 8 to 200 characters; a PIN has 4 to 12 digits.")
    if len(set(secret)) < 4:
        raise _invalid(where, "Use at least four different characters.")
    return secret


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _invalid(where: str, what: str) -> Invalid:
    return Invalid(what, [Problem(where, what)])
