"""The texts of a document that people read: those of its keys, wherever they stand."""

from collections.abc import Iterator
from typing import Any, NamedTuple

KeyPath = tuple[str | int, ...]
"""The keys of mappings and the indexes of lists that lead to a value."""

TEXT_KEYS = frozenset(
    {
        *("title", "summary", "story", "alt", "idea", "try_it", "statement", "stem", "prompt"),
        *("text", "feedback", "right", "wrong", "true", "false", "left", "says", "mood_words"),
        *("authors", "author", "note"),
    }
)
"""An item of a list has the key of its list."""


class AuthorText(NamedTuple):
    """A text and its path in its document."""

    path: KeyPath
    text: str


def is_author_text(path: KeyPath) -> bool:
    """Whether people read what stands at a path."""
    named = [step for step in path if isinstance(step, str)]
    return bool(named) and named[-1] in TEXT_KEYS


def list_author_texts(value: Any, path: KeyPath = ()) -> Iterator[AuthorText]:
    """Every text that people read in plain data. Reading the YAML has bounded the depth."""
    if isinstance(value, str):
        if is_author_text(path):
            yield AuthorText(path, value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from list_author_texts(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from list_author_texts(inner, (*path, i))
