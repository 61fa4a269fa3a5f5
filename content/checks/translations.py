"""Do translations say all that their originals say, and nothing else?"""

import re
from collections.abc import Iterator
from typing import Any

from content.checks.suggestions import did_you_mean
from content.document import KeyPath, YamlDocument
from content.draft import PackDraft
from content.findings import FilePlace, Violation, make_printable
from content.registry import check

_TRANSLATED_KEYS = re.compile(
    "title|summary|story|alt|idea|try_it|statement|stem|prompt|text|feedback|right|wrong|explain|true|false|left|says|"
    "badge|badges|concepts|questions|choices|pairs|buckets|nodes"
)


@check(
    "translation-structure",
    "People switch language in the middle of a lesson: all must be there, under the same ids.",
)
def translation_structure(draft: PackDraft) -> Iterator[Violation]:
    """A translation has the ids of its original and words for each of its words."""
    for words in draft.pack_translations.values():
        if words.is_readable and draft.document.is_readable:
            yield from _compare_values(draft.document.data, words.data, (), words)
    for key, file in draft.lesson_translations.items():
        original = draft.lessons.get(key.lesson)
        if original and original.document.is_readable and file.document.is_readable:
            yield from _compare_values(
                original.document.data, file.document.data, (), file.document
            )


def _compare_values(
    under: Any, over: Any, path: KeyPath, words: YamlDocument
) -> Iterator[Violation]:
    if isinstance(under, dict) and isinstance(over, dict):
        for key in under:
            if key in over:
                yield from _compare_values(under[key], over[key], (*path, key), words)
            elif _TRANSLATED_KEYS.fullmatch(key):
                yield Violation(
                    words.place_of(*path),
                    f"`{make_printable(key)}` is not translated here",
                    f"add `{make_printable(key)}:`",
                )
        for key in sorted(over.keys() - under.keys()):
            yield Violation(
                words.place_of(*path, key),
                f"the original has no `{make_printable(key)}` here",
                "remove it, or add it there",
            )
    elif isinstance(under, list) and isinstance(over, list):
        yield from _compare_lists(under, over, path, words)


def _compare_lists(
    under: list[Any], over: list[Any], path: KeyPath, words: YamlDocument
) -> Iterator[Violation]:
    originals = {
        item["id"]: item
        for item in under
        if isinstance(item, dict) and isinstance(item.get("id"), str)
    }
    seen: set[str] = set()
    for i, item in enumerate(over):
        id_ = item.get("id") if isinstance(item, dict) else None
        if not isinstance(id_, str):
            continue  # the schema has said so
        if id_ in seen or id_ not in originals:
            what = (
                f"{make_printable(id_)} is there twice"
                if id_ in seen
                else f"the original has no {make_printable(id_)} here"
            )
            fix = did_you_mean(id_, originals.keys() - seen, "use each id of the original once")
            yield Violation(words.place_of(*path, i), what, fix)
        else:
            yield from _compare_values(originals[id_], item, (*path, i), words)
        seen.add(id_)
    for id_ in sorted(originals.keys() - seen):
        yield Violation(words.place_of(*path), f"{make_printable(id_)} is not translated", "add it")


@check("translation-cards", "Card by card, a lesson is the same lesson in every language.")
def translation_cards(draft: PackDraft) -> Iterator[Violation]:
    """A translation has as many cards as its original."""
    for key, lesson in draft.translated_lessons.items():
        here, there = len(lesson.lesson.cards), len(draft.lessons[key.lesson].lesson.cards)
        if here != there:
            yield Violation(
                lesson.document.place_of(),
                f"there are {here} cards here and {there} in the original",
                "match them",
            )


@check("translation-without-original", "A translation of nothing is never shown.")
def translation_without_original(draft: PackDraft) -> Iterator[Violation]:
    """A translated lesson has its original, its pack's translation, and another language than the original's."""
    for key, file in draft.lesson_translations.items():
        place = FilePlace(file.document.file)
        if key.lesson not in draft.lessons:
            yield Violation(
                place,
                f"lessons/{key.lesson}.md is not there",
                "rename this file, or write the original",
            )
        if key.language not in draft.pack_translations:
            yield Violation(
                place,
                f"pack.{key.language}.yaml is not there",
                "write it: title, summary and badge",
            )
    if draft.language in draft.pack_translations:
        what = f"{make_printable(draft.language)} is the language of the originals"
        yield Violation(
            draft.pack_translations[draft.language].place_of(),
            what,
            "put its words in pack.yaml and remove this file",
        )


@check(
    "translation-id-differs",
    "A translation that names another pack may have been put in the wrong folder.",
)
def translation_id_differs(draft: PackDraft) -> Iterator[Violation]:
    """A pack's translation, if it names the pack, names this one."""
    for words in draft.pack_translations.values():
        id_ = words.data.get("id")
        if (
            isinstance(id_, str)
            and id_ != draft.document.data.get("id")
            and draft.document.is_readable
        ):
            yield Violation(
                words.place_of("id"),
                f"the id is {make_printable(id_)}, pack.yaml has another",
                "make them the same",
            )


@check(
    "translation-missing", "This lesson is shown in the original's language.", severity="warning"
)
def translation_missing(draft: PackDraft) -> Iterator[Violation]:
    """Every listed lesson is there in every language of the pack."""
    for language, words in draft.pack_translations.items():
        for name in draft.listed_lessons:
            if name in draft.lessons and (name, language) not in draft.lesson_translations:
                what = f"lessons/{name}.{language}.md is not there"
                yield Violation(
                    words.place_of(), what, "write it, or live with the original's words"
                )
