"""What all spellings of one name share, so that names compare equal from every keyboard.

Everything that finds a person, a team or an alias by name compares `make_name_key` of both sides.
The key is for comparing. It is never shown. Searches compare `person.name_key` and `alias_key`,
which the worker writes: a release with another rule sets them to null, and they are written anew.
"""

import unicodedata
from functools import lru_cache

MAX_CACHED_KEYS = 20_000
APOSTROPHES = (
    "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u0374\u0384\u055a\u055d"
    "\u05f3\u07f4\u07f5\u1fbd\u1fbf\u1fef\u1ffd\u1ffe\u2018\u2019\u201a\u201b\u2032\u2035"
    "\ua78b\ua78c\uff07\uff40"
)
"""Apostrophes, and what is typed in their place: accents that stand alone, primes, modifiers."""
HYPHENS_THAT_ARE_NO_PUNCTUATION = "\u02d7\u2212"
"""A modifier and the minus sign. All other hyphens and dashes are punctuation."""
INVISIBLE_LETTERS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0\u034f\u2800"
"""Characters without a picture that Unicode does not count as format characters."""
LETTERS_OF_KEYBOARDS = {
    "\u0131": "i",  # the Turkish letter that has no dot; its capital is I
    "\u0640": "",  # the line that makes an Arabic word longer
    "\u0649": "\u064a",
    "\u06cc": "\u064a",  # the Persian letters of names that are also written in Arabic
    "\u06a9": "\u0643",
}
TYPED_CHARACTERS = str.maketrans(
    dict.fromkeys(APOSTROPHES + HYPHENS_THAT_ARE_NO_PUNCTUATION + INVISIBLE_LETTERS)
)
LETTERS_IN_KEYS = str.maketrans(LETTERS_OF_KEYBOARDS)
DOT_OF_TURKISH_CAPITAL_I = "\u0307"
ACCENTS_OF_SMALL_GREEK_LETTERS = "\u0300\u0301\u0313\u0314\u0342"


@lru_cache(MAX_CACHED_KEYS)
def make_name_key(name: str) -> str:
    """Return the letters, marks, digits and symbols of a name in one form.

    Spaces, hyphens, apostrophes, other punctuation, invisible characters, case, width, and the
    script of digits do not count. Accents do, save for those that capitals lose.
    """
    typed = unicodedata.normalize("NFKC", remove_apostrophes(name)).casefold()
    letters = unicodedata.normalize("NFKD", typed).translate(LETTERS_IN_KEYS)
    return unicodedata.normalize("NFKC", _keep_what_counts(letters))


def remove_apostrophes(name: str) -> str:
    """Return a name without apostrophes, and without letters that have no picture.

    It comes before NFKC, which takes some apostrophes apart into a space and an accent.
    """
    return name.translate(TYPED_CHARACTERS)


def drop_invisible(text: str) -> str:
    """Return a text without the characters that have no picture."""
    return "".join(character for character in text if not is_invisible(character))


def is_invisible(character: str) -> bool:
    """Say whether a character has no picture: a joiner, a selector, a direction mark, a filler."""
    return (
        character in INVISIBLE_LETTERS
        or unicodedata.category(character) == "Cf"
        or is_variation_selector(character)
    )


def is_variation_selector(character: str) -> bool:
    """Say whether a character chooses the picture of the one before it."""
    return (
        "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or character in "\u180b\u180c\u180d\u180f"
    )


def write_digits_in_ascii(text: str) -> str:
    """Return a text with the digits of every script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text
    )


def _keep_what_counts(letters: str) -> str:
    """Drop punctuation, spaces and invisible characters, and the marks that capitals lose."""
    kept: list[str] = []
    base = ""
    for character in write_digits_in_ascii(letters):
        if unicodedata.category(character)[0] in "PZC" or is_invisible(character):
            continue
        if not unicodedata.combining(character):
            base = character
        elif character in _list_marks_of_one_case(base):
            continue
        kept.append(character)
    return "".join(kept)


def _list_marks_of_one_case(base: str) -> str:
    """List the marks of a letter that only its capital or only its small form has."""
    if base == "i":
        return DOT_OF_TURKISH_CAPITAL_I
    return ACCENTS_OF_SMALL_GREEK_LETTERS if "\u0370" <= base <= "\u03ff" else ""
