"""Names and free text as people type them."""

import re
import unicodedata
from itertools import pairwise

from disarm import is_zalgo

from learning.rules.people.name_keys import is_invisible, is_variation_selector, make_name_key
from learning.rules.refusals import InputProblem, Invalid

MAX_NAME_CHARS = 80
MAX_ALIAS_CHARS = 40
MAX_LANGUAGE_TAG_CHARS = 16
LANGUAGE_TAG_PATTERN = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ZERO_WIDTH_JOINERS = "\u200c\u200d"
"""Invisible characters that are kept: Persian and Indian names are written with them."""
DIRECTION_MARKS = "\u200e\u200f\u061c"
"""What keyboards add to Arabic and Hebrew. A text keeps them; a name does not need them."""
DIRECTION_OVERRIDES = "\u202d\u202e"
"""They show letters backwards. No keyboard types them."""
MAX_MARKS_OF_ONE_PLACE = 2
"""Marks above (or below) one letter. Vietnamese and old Greek letters have two."""
TEXT_CONTROLS = f"\n{DIRECTION_MARKS}"
UNPRINTABLE_CATEGORIES = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
"""Unicode categories: control, format, private, surrogate, unassigned, and separators of lines."""


def normalise_name(text: str, field: str = "name", max_chars: int = MAX_NAME_CHARS) -> str:
    """Return a name composed (NFC), trimmed, with single spaces, without invisible characters.

    Raises:
        Invalid: nothing is left, it is longer than `max_chars`, or it holds an unprintable
            character, more marks on one letter than can be read, or no letter or digit.
    """
    name = " ".join(unicodedata.normalize("NFC", _drop_invisible_characters(text)).split())
    if not name:
        raise _invalid_text(field, "text.empty_name")
    if len(name) > max_chars:
        raise _invalid_text(field, "text.too_long", max_chars=max_chars, chars=len(name))
    if any(_is_unprintable(character) for character in name):
        raise _invalid_text(field, "text.unprintable")
    if not any(character.isalnum() for character in name) or not make_name_key(name):
        raise _invalid_text(field, "text.no_letter_or_digit")
    if has_stacked_marks(name):
        raise _invalid_text(field, "text.stacked_marks")
    return name


def normalise_text(text: str, field: str, max_chars: int) -> str:
    """Return free text composed (NFC) and trimmed, with its line breaks. It may be empty.

    Raises:
        Invalid: it is longer than `max_chars`, or holds an unprintable character.
    """
    lines = [" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines()]
    tidied = "\n".join(lines).strip()
    if len(tidied) > max_chars:
        raise _invalid_text(field, "text.too_long", max_chars=max_chars, chars=len(tidied))
    if any(_is_unprintable(character) for character in tidied if character not in TEXT_CONTROLS):
        raise _invalid_text(field, "text.unprintable")
    return tidied


def validate_language_tag(text: str, field: str = "language") -> str:
    """Return a language tag (BCP 47) of at most 16 characters.

    Raises:
        Invalid: it does not look like one.
    """
    if len(text) > MAX_LANGUAGE_TAG_CHARS or not LANGUAGE_TAG_PATTERN.fullmatch(text):
        raise _invalid_text(field, "text.invalid_language_tag")
    return text


def has_stacked_marks(text: str) -> bool:
    """Say whether a letter carries more marks than can be read, or one mark twice."""
    if text.isascii():
        return False
    apart = unicodedata.normalize("NFD", text)
    return is_zalgo(text, threshold=MAX_MARKS_OF_ONE_PLACE) or any(
        mark == before and unicodedata.category(mark) in ("Mn", "Me")
        for before, mark in pairwise(apart)
    )


def _drop_invisible_characters(text: str) -> str:
    """Drop what has no picture: spaces of no width, direction marks, selectors, fillers.

    Joiners and selectors stay where they change the picture of the character before them, which is
    never an ASCII character. Overrides of the direction stay, and are refused.
    """
    kept: list[str] = []
    for character in text:
        changes_picture = character in ZERO_WIDTH_JOINERS or is_variation_selector(character)
        is_kept = (
            bool(kept) and not kept[-1].isascii()
            if changes_picture
            else character in DIRECTION_OVERRIDES or not is_invisible(character)
        )
        if is_kept:
            kept.append(character)
    return "".join(kept)


def _is_unprintable(character: str) -> bool:
    return (
        character not in ZERO_WIDTH_JOINERS
        and unicodedata.category(character) in UNPRINTABLE_CATEGORIES
    )


def _invalid_text(field: str, code: str, **values: object) -> Invalid:
    return Invalid(code, [InputProblem(field, code, values)], **values)
