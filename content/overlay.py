"""Lay a translation over its original: its words where it has them, the original's ids, answers and numbers elsewhere.

Items of lists meet by id, not by position. Lines are the translation's, so that a finding about its words points there.
"""

from typing import Any

from content.document import Document, Path


def overlay(original: Document, words: Document) -> Document:
    """The original's document in another language; its file is the translation's."""
    lines: dict[Path, int] = {}
    data = _lay(original.data, words.data, (), (), words, lines)
    return Document(words.file, data, lines)


def _lay(
    under: Any, over: Any, path: Path, over_path: Path, words: Document, lines: dict[Path, int]
) -> Any:
    lines[path] = words.line(over_path)
    if isinstance(under, dict) and isinstance(over, dict):
        return {
            key: _lay(value, over[key], (*path, key), (*over_path, key), words, lines)
            if key in over
            else value
            for key, value in under.items()
        }
    if isinstance(under, list) and isinstance(over, list):
        return _lay_list(under, over, path, over_path, words, lines)
    return over


def _lay_list(
    under: list[Any],
    over: list[Any],
    path: Path,
    over_path: Path,
    words: Document,
    lines: dict[Path, int],
) -> Any:
    where = {_id(item): i for i, item in reversed(list(enumerate(over)))}
    laid = []
    for i, item in enumerate(under):
        j = where.get(_id(item)) if _id(item) else None
        laid.append(
            item if j is None else _lay(item, over[j], (*path, i), (*over_path, j), words, lines)
        )
    return laid


def _id(item: Any) -> str | None:
    value = item.get("id") if isinstance(item, dict) else None
    return value if isinstance(value, str) else None
