"""Build values from documents.

Values that do not fit the schema are left out or empty. Then there are errors, and no pack.
"""

from typing import Any

from content.document import KeyPath, YamlDocument
from content.forms import build_question
from content.values import BadgeDefinition, LocalPack, PackCard, PackConcept, PackLesson, PackSource


def build_lesson(
    document: YamlDocument, language: str, broken: frozenset[KeyPath], cards: tuple[PackCard, ...]
) -> PackLesson:
    """Build the lesson of a document, without the concepts and questions at `broken` paths."""
    data = document.data
    concepts = tuple(
        PackConcept(
            raw["id"],
            raw["statement"],
            bool(raw.get("critical", False)),
            document.position_of(*path),
        )
        for path, raw in _list_intact_items(data, "concepts", broken)
    )
    questions = tuple(
        build_question(document, path, raw)
        for path, raw in _list_intact_items(data, "questions", broken)
    )
    return PackLesson(
        id=_read_text_field(data, "id"),
        language=language,
        title=_read_text_field(data, "title"),
        seconds=_read_number_field(data, "seconds"),
        idea=_read_text_field(data, "idea"),
        try_it=_read_text_field(data, "try_it"),
        cards=cards,
        concepts=concepts,
        questions=questions,
        position=document.position_of(),
    )


def _list_intact_items(
    data: dict[str, Any], key: str, broken: frozenset[KeyPath]
) -> list[tuple[KeyPath, dict[str, Any]]]:
    items = data.get(key)
    numbered = enumerate(items) if isinstance(items, list) else ()
    return [
        ((key, i), raw) for i, raw in numbered if (key, i) not in broken and isinstance(raw, dict)
    ]


def build_local(
    document: YamlDocument, language: str, lessons: tuple[PackLesson, ...]
) -> LocalPack:
    """Build the pack in one language."""
    data, badge = document.data, document.data.get("badge")
    main = _build_badge(badge if isinstance(badge, dict) else {})
    badges = tuple(_build_badge(raw) for _, raw in _list_intact_items(data, "badges", frozenset()))
    return LocalPack(
        language,
        _read_text_field(data, "title"),
        _read_text_field(data, "summary"),
        main,
        lessons,
        badges,
    )


def _build_badge(raw: dict[str, Any]) -> BadgeDefinition:
    id_, title, story, art, alt = (
        _read_text_field(raw, key) for key in ("id", "title", "story", "art", "alt")
    )
    return BadgeDefinition(id_, title, story, art, alt, raw.get("rule"))


def build_source(document: YamlDocument) -> PackSource:
    """Build the credit of the pack."""
    raw = document.data["source"]
    return PackSource(raw["title"], raw["author"], raw.get("url"), raw.get("note"))


def list_ids(data: dict[str, Any], key: str, field: str = "id") -> list[str]:
    """The ids (or another text field) of a list's items as written, broken items too."""
    items = data.get(key)
    mappings = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return [_read_text_field(item, field) for item in mappings if _read_text_field(item, field)]


def _read_text_field(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def _read_number_field(data: dict[str, Any], key: str) -> int:
    value = data.get(key)
    return int(value) if isinstance(value, int | float) else 0
