"""Overlay a translation on its original.

The result has the texts of the translation where there are any, and everything else of the
original. Items of lists are matched by id, not by position. Lines are those of the translation, so
that a finding about its texts points there.
"""

from typing import Any

from content.document import KeyPath, YamlDocument


def overlay_translation(original: YamlDocument, translation: YamlDocument) -> YamlDocument:
    """The original's document with the texts, the file and the lines of the translation."""
    lines: dict[KeyPath, int] = {}
    data = _overlay_value(original.data, translation.data, (), (), translation, lines)
    return YamlDocument(translation.file, data, lines)


def _overlay_value(
    original: Any,
    translated: Any,
    path: KeyPath,
    translated_path: KeyPath,
    translation: YamlDocument,
    lines: dict[KeyPath, int],
) -> Any:
    lines[path] = translation.line_of(translated_path)
    if isinstance(original, dict) and isinstance(translated, dict):
        return {
            key: _overlay_value(
                value, translated[key], (*path, key), (*translated_path, key), translation, lines
            )
            if key in translated
            else value
            for key, value in original.items()
        }
    if isinstance(original, list) and isinstance(translated, list):
        return _overlay_list(original, translated, path, translated_path, translation, lines)
    return translated


def _overlay_list(
    original: list[Any],
    translated: list[Any],
    path: KeyPath,
    translated_path: KeyPath,
    translation: YamlDocument,
    lines: dict[KeyPath, int],
) -> Any:
    if all(isinstance(item, str) for item in (*original, *translated)):
        return translated  # plain texts have no ids
    places = {_read_id(item): i for i, item in reversed(list(enumerate(translated)))}
    items = []
    for i, item in enumerate(original):
        j = places.get(_read_id(item)) if _read_id(item) else None
        items.append(
            item
            if j is None
            else _overlay_value(
                item, translated[j], (*path, i), (*translated_path, j), translation, lines
            )
        )
    return items


def _read_id(item: Any) -> str | None:
    value = item.get("id") if isinstance(item, dict) else None
    return value if isinstance(value, str) else None
