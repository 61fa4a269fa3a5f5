"""Check that translations have the texts of their originals, and nothing else."""

import re
from collections.abc import Iterator
from typing import Any

from content.checks.registry import register_check
from content.checks.suggestions import suggest_name
from content.document import KeyPath, YamlDocument
from content.draft import PackDraft
from content.findings import FilePlace, Violation, make_message, make_printable

_TRANSLATED_KEYS = re.compile(
    "title|summary|story|alt|idea|try_it|statement|stem|prompt|text|feedback|right|wrong|explain"
    "|true|false|left|says|badge|badges|concepts|questions|choices|pairs|buckets|nodes|mood_words"
)


@register_check("translation-structure")
def check_translation_structure(draft: PackDraft) -> Iterator[Violation]:
    """A translation has the ids of its original and a text for each of its texts."""
    for translation in draft.pack_translations.values():
        if translation.is_readable and draft.document.is_readable:
            yield from _compare_values(draft.document.data, translation.data, (), translation)
    for key, file in draft.lesson_translations.items():
        original = draft.lessons.get(key.lesson)
        if original and original.document.is_readable and file.document.is_readable:
            yield from _compare_values(
                original.document.data, file.document.data, (), file.document
            )


def _compare_values(
    original: Any, translated: Any, path: KeyPath, document: YamlDocument
) -> Iterator[Violation]:
    """Compare two values of one path; `document` is the translation."""
    if isinstance(original, dict) and isinstance(translated, dict):
        for key in original:
            if key in translated:
                yield from _compare_values(original[key], translated[key], (*path, key), document)
            elif _TRANSLATED_KEYS.fullmatch(key):
                message = make_message("translation-key-missing", key=make_printable(key))
                yield Violation(document.place_of(*path), message)
        for key in sorted(translated.keys() - original.keys()):
            message = make_message("translation-key-extra", key=make_printable(key))
            yield Violation(document.place_of(*path, key), message)
    elif isinstance(original, list) and isinstance(translated, list):
        yield from _compare_lists(original, translated, path, document)


def _compare_lists(
    original: list[Any], translated: list[Any], path: KeyPath, document: YamlDocument
) -> Iterator[Violation]:
    """Compare items by id, not by position."""
    originals = {
        item["id"]: item
        for item in original
        if isinstance(item, dict) and isinstance(item.get("id"), str)
    }
    seen: set[str] = set()
    for i, item in enumerate(translated):
        id_ = item.get("id") if isinstance(item, dict) else None
        if not isinstance(id_, str):
            continue  # the schema check reports this
        if id_ in originals and id_ not in seen:
            yield from _compare_values(originals[id_], item, (*path, i), document)
        else:
            name, suggestion = make_printable(id_), suggest_name(id_, originals.keys() - seen)
            message = (
                make_message("translation-id-repeated", id=name, suggestion=suggestion)
                if id_ in seen
                else make_message("translation-id-unknown", id=name, suggestion=suggestion)
            )
            yield Violation(document.place_of(*path, i), message)
        seen.add(id_)
    for id_ in sorted(originals.keys() - seen):
        message = make_message("translation-item-missing", id=make_printable(id_))
        yield Violation(document.place_of(*path), message)


@register_check("translation-cards")
def check_translation_cards(draft: PackDraft) -> Iterator[Violation]:
    """A translation has as many cards as its original."""
    for key, lesson in draft.translated_lessons.items():
        count = len(lesson.lesson.cards)
        original = len(draft.lessons[key.lesson].lesson.cards)
        if count != original:
            message = make_message("translation-cards", count=count, original=original)
            yield Violation(lesson.document.place_of(), message)


@register_check("translation-without-original")
def check_translation_without_original(draft: PackDraft) -> Iterator[Violation]:
    """A translated lesson has an original, a translation of its pack, and another language."""
    for key, file in draft.lesson_translations.items():
        place = FilePlace(file.document.file)
        if key.lesson not in draft.lessons:
            message = make_message("translation-without-original", lesson=key.lesson)
            yield Violation(place, message)
        if key.language not in draft.pack_translations:
            message = make_message("translation-without-pack", language=key.language)
            yield Violation(place, message)
    if draft.language in draft.pack_translations:
        place = draft.pack_translations[draft.language].place_of()
        message = make_message("translation-of-original", language=make_printable(draft.language))
        yield Violation(place, message)


@register_check("translation-id-differs")
def check_translation_id_differs(draft: PackDraft) -> Iterator[Violation]:
    """A pack's translation that has an id has the id of this pack."""
    for translation in draft.pack_translations.values():
        id_ = translation.data.get("id")
        differs = isinstance(id_, str) and id_ != draft.document.data.get("id")
        if differs and draft.document.is_readable:
            message = make_message("translation-id-differs", id=make_printable(id_))
            yield Violation(translation.place_of("id"), message)


@register_check("translation-missing", severity="warning")
def check_translation_missing(draft: PackDraft) -> Iterator[Violation]:
    """Every listed lesson is there in every language of the pack."""
    for language, translation in draft.pack_translations.items():
        for name in draft.listed_lessons:
            if name in draft.lessons and (name, language) not in draft.lesson_translations:
                message = make_message("translation-missing", lesson=name, language=language)
                yield Violation(translation.place_of(), message)
