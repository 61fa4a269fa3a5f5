"""Logins: made of names, in letters that every keyboard has."""

import unicodedata

from anyascii import anyascii

from learning.rules.people.name_keys import drop_invisible, remove_apostrophes

MAX_LOGIN_CHARS = 60
MAX_LOGIN_NUMBER_CHARS = 6
"""Room at the end of a login for the number that tells namesakes apart."""
MAX_TYPED_LOGIN_CHARS = 200
LOGIN_OF_NO_LETTERS = "hero"


def make_login_stem(name: str) -> str:
    """Make the beginning of a login from a name: lower-case ASCII letters, digits and dashes.

    It is "hero" for a name without any letter or digit that can be transcribed.
    """
    stem = normalise_login(name)[: MAX_LOGIN_CHARS - MAX_LOGIN_NUMBER_CHARS].strip("-")
    return stem or LOGIN_OF_NO_LETTERS


def normalise_login(text: str) -> str:
    """Return a login as it is stored, from how a person types it.

    Capitals, spaces, hyphens, apostrophes, accents and alphabets do not matter.
    """
    typed = remove_apostrophes(drop_invisible(text[:MAX_TYPED_LOGIN_CHARS]))
    plain = anyascii(unicodedata.normalize("NFKC", typed)).lower().replace("'", "")
    words = "".join(character if character.isalnum() else " " for character in plain).split()
    return "-".join(words)[:MAX_LOGIN_CHARS].strip("-")


def squeeze_login(login: str) -> str:
    """Return a login without its dashes: what spellings with and without spaces share."""
    return login.replace("-", "")
