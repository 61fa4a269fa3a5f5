"""The lists of words in `words/`: data by language, for readers of tables and calendars."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from learning.rules.rota.folding import fold_text

WORDS_FOLDER = Path(__file__).parent / "words"


def load_word_lists(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Load the lists of one file, as written."""
    content: Mapping[str, Mapping[str, Any]] = json.loads(
        (WORDS_FOLDER / f"{name}.json").read_text("utf-8")
    )
    return content


def merge_languages(words_by_language: Mapping[str, list[str]]) -> frozenset[str]:
    """Return the folded words of all languages."""
    return frozenset(fold_text(word) for words in words_by_language.values() for word in words)
