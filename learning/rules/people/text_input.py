"""Names and free text as people type them."""

import re
import unicodedata

from learning.rules.refusals import InputProblem, Invalid

MAX_NAME_CHARS = 80
MAX_ALIAS_CHARS = 40
MAX_LANGUAGE_TAG_CHARS = 16
LANGUAGE_TAG_PATTERN = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ZERO_WIDTH_JOINERS = "\u200c\u200d"
"""Invisible characters that are kept: Persian and Indian names are written with them."""
UNPRINTABLE_CATEGORIES = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
"""Unicode categories: control, format, private, surrogate, unassigned, and separators of lines."""


def normalise_name(text: str, field: str = "name", max_chars: int = MAX_NAME_CHARS) -> str:
    """Return a name composed (NFC), trimmed, with single spaces.

    Raises:
        Invalid: nothing is left, it is longer than `max_chars`, or it holds an unprintable
            character or no letter or digit.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise _invalid_text(field, "text.empty_name")
    if len(name) > max_chars:
        raise _invalid_text(field, "text.too_long", max_chars=max_chars, chars=len(name))
    if any(_is_unprintable(character) for character in name):
        raise _invalid_text(field, "text.unprintable")
    if not any(character.isalnum() for character in name):
        raise _invalid_text(field, "text.no_letter_or_digit")
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
    if any(_is_unprintable(character) for character in tidied if character != "\n"):
        raise _invalid_text(field, "text.unprintable")
    return tidied


def make_name_key(name: str) -> str:
    """Return what all spellings of one name share, for example of "  ANNA  Lee" and "Anna Lee"."""
    visible = "".join(character for character in name if character not in ZERO_WIDTH_JOINERS)
    folded = unicodedata.normalize("NFKC", visible).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def validate_language_tag(text: str, field: str = "language") -> str:
    """Return a language tag (BCP 47) of at most 16 characters.

    Raises:
        Invalid: it does not look like one.
    """
    if len(text) > MAX_LANGUAGE_TAG_CHARS or not LANGUAGE_TAG_PATTERN.fullmatch(text):
        raise _invalid_text(field, "text.invalid_language_tag")
    return text


def _is_unprintable(character: str) -> bool:
    return (
        character not in ZERO_WIDTH_JOINERS
        and unicodedata.category(character) in UNPRINTABLE_CATEGORIES
    )


def _invalid_text(field: str, code: str, **values: object) -> Invalid:
    return Invalid(code, [InputProblem(field, code, values)], **values)
