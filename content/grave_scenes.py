"""Find scenes in which somebody has died, is dying or was hurt, by a list of words per language."""

import re
from functools import cache
from importlib.resources import files

from content.document import load_yaml

_WORDS_FILE = "grave_words.yaml"


def find_grave_word(text: str, language: str) -> str | None:
    """The first word of a grave scene in a text; None without one, or without a list of words."""
    pattern = _load_pattern(language.partition("-")[0])
    found = pattern.search(text) if pattern else None
    return found[0] if found else None


@cache
def _load_pattern(language: str) -> re.Pattern[str] | None:
    text = files("content").joinpath(_WORDS_FILE).read_text(encoding="utf-8")
    words = load_yaml(_WORDS_FILE, text)[0].data.get(language)
    if not words:
        return None
    parts = (r"\s+".join(map(_make_part, word.split())) for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def _make_part(word: str) -> str:
    return re.escape(word.removesuffix("*")) + (r"\w*+" if word.endswith("*") else "")
