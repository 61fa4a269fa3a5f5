"""Lay a translation over its original: its words where it has them, the original's ids, answers and numbers elsewhere.

Items of lists meet by id, not by position. Lines are the translation's, so that a finding about its words points there.
"""

from typing import Any

from content.document import KeyPath, YamlDocument


def overlay_translation(original: YamlDocument, words: YamlDocument) -> YamlDocument:
    """The original's document in another language; its file is the translation's."""
    lines: dict[KeyPath, int] = {}
    data = _overlay_value(original.data, words.data, (), (), words, lines)
    return YamlDocument(words.file, data, lines)


def _overlay_value(
    under: Any,
    over: Any,
    path: KeyPath,
    over_path: KeyPath,
    words: YamlDocument,
    lines: dict[KeyPath, int],
) -> Any:
    lines[path] = words.line_of(over_path)
    if isinstance(under, dict) and isinstance(over, dict):
        return {
            key: _overlay_value(value, over[key], (*path, key), (*over_path, key), words, lines)
            if key in over
            else value
            for key, value in under.items()
        }
    if isinstance(under, list) and isinstance(over, list):
        return _overlay_list(under, over, path, over_path, words, lines)
    return over


def _overlay_list(
    under: list[Any],
    over: list[Any],
    path: KeyPath,
    over_path: KeyPath,
    words: YamlDocument,
    lines: dict[KeyPath, int],
) -> Any:
    where = {_read_id(item): i for i, item in reversed(list(enumerate(over)))}
    laid = []
    for i, item in enumerate(under):
        j = where.get(_read_id(item)) if _read_id(item) else None
        laid.append(
            item
            if j is None
            else _overlay_value(item, over[j], (*path, i), (*over_path, j), words, lines)
        )
    return laid


def _read_id(item: Any) -> str | None:
    value = item.get("id") if isinstance(item, dict) else None
    return value if isinstance(value, str) else None
