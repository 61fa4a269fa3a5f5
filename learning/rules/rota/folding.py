"""One form for all spellings of a word: without capitals, accents, wide letters and odd dashes."""

import unicodedata
from functools import lru_cache

from anyascii import anyascii

OTHER_DASHES = "\u00ad\u00af\u02d7\u2043\u207b\u2212\u23af\u2500\u2501\u30fc"
"""Dashes that Unicode does not list as such: of mathematics, of tables, of bullet lists."""
OTHER_APOSTROPHES = "\u2018\u2019\u02bc\u00b4`\u2032"


@lru_cache(maxsize=20_000)
def fold_text(text: str) -> str:
    """Fold a text: small ASCII letters, `-` for every dash, `'` for every apostrophe.

    Spaces become single, invisible characters go.
    """
    dashed = "".join("-" if character in OTHER_DASHES else character for character in text)
    plain = unicodedata.normalize("NFKC", dashed).casefold()
    return " ".join("".join(_fold_character(character) for character in plain).split())


def _fold_character(character: str) -> str:
    if character in OTHER_APOSTROPHES:
        return "'"
    if character.isascii():
        return character if character.isprintable() else " " if character.isspace() else ""
    category = unicodedata.category(character)
    if category == "Pd":
        return "-"
    if category in ("Cf", "Mn", "Me"):
        return ""
    if character.isalpha():
        return anyascii(character).lower()
    return " " if character.isspace() else character
