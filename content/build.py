"""From documents to values. What did not fit the schema is left out or empty: then there are errors, and no pack."""

from typing import Any

from content.document import Document, Path
from content.forms import build_question
from content.values import Badge, Card, Concept, Lesson, LocalPack, Source


def build_lesson(
    document: Document, language: str, broken: frozenset[Path], cards: tuple[Card, ...]
) -> Lesson:
    """The lesson of a document, but for the concepts and questions at `broken` paths."""
    data = document.data
    concepts = tuple(
        Concept(raw["id"], raw["statement"], bool(raw.get("critical", False)), document.at(*path))
        for path, raw in _whole(data, "concepts", broken)
    )
    questions = tuple(
        build_question(document, path, raw) for path, raw in _whole(data, "questions", broken)
    )
    return Lesson(
        id=_text(data, "id"),
        language=language,
        title=_text(data, "title"),
        seconds=_number(data, "seconds"),
        idea=_text(data, "idea"),
        try_it=_text(data, "try_it"),
        cards=cards,
        concepts=concepts,
        questions=questions,
        at=document.at(),
    )


def _whole(
    data: dict[str, Any], key: str, broken: frozenset[Path]
) -> list[tuple[Path, dict[str, Any]]]:
    items = data.get(key)
    numbered = enumerate(items) if isinstance(items, list) else ()
    return [
        ((key, i), raw) for i, raw in numbered if (key, i) not in broken and isinstance(raw, dict)
    ]


def build_local(document: Document, language: str, lessons: tuple[Lesson, ...]) -> LocalPack:
    """The pack in one language."""
    data, badge = document.data, document.data.get("badge")
    main = _badge(badge if isinstance(badge, dict) else {})
    badges = tuple(_badge(raw) for _, raw in _whole(data, "badges", frozenset()))
    return LocalPack(language, _text(data, "title"), _text(data, "summary"), main, lessons, badges)


def _badge(raw: dict[str, Any]) -> Badge:
    id_, title, story, art, alt = (
        _text(raw, key) for key in ("id", "title", "story", "art", "alt")
    )
    return Badge(id_, title, story, art, alt, raw.get("rule"))


def build_source(document: Document) -> Source:
    """Whom the pack credits."""
    raw = document.data["source"]
    return Source(raw["title"], raw["author"], raw.get("url"), raw.get("note"))


def ids(data: dict[str, Any], key: str, field: str = "id") -> list[str]:
    """The ids (or another text field) of a list's items, built or not."""
    items = data.get(key)
    mappings = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return [_text(item, field) for item in mappings if _text(item, field)]


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def _number(data: dict[str, Any], key: str) -> int:
    value = data.get(key)
    return int(value) if isinstance(value, int | float) else 0
