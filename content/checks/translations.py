"""Do translations say all that their originals say, and nothing else?"""

import re
from collections.abc import Iterator
from typing import Any

from content.checks.close import did_you_mean
from content.document import Document, Path
from content.draft import Draft
from content.findings import Place, Problem, shown
from content.registry import check

_WORDS = re.compile(
    "title|summary|story|alt|idea|try_it|statement|stem|prompt|text|feedback|right|wrong|explain|true|false|left|says|"
    "badge|badges|concepts|questions|choices|pairs|buckets|nodes"
)


@check(
    "translation-structure",
    "People switch language in the middle of a lesson: all must be there, under the same ids.",
)
def translation_structure(draft: Draft) -> Iterator[Problem]:
    """A translation has the ids of its original and words for each of its words."""
    for words in draft.words.values():
        if words.readable and draft.document.readable:
            yield from _compare(draft.document.data, words.data, (), words)
    for key, file in draft.lesson_words.items():
        original = draft.lessons.get(key.lesson)
        if original and original.document.readable and file.document.readable:
            yield from _compare(original.document.data, file.document.data, (), file.document)


def _compare(under: Any, over: Any, path: Path, words: Document) -> Iterator[Problem]:
    if isinstance(under, dict) and isinstance(over, dict):
        for key in under:
            if key in over:
                yield from _compare(under[key], over[key], (*path, key), words)
            elif _WORDS.fullmatch(key):
                yield Problem(
                    words.place(*path),
                    f"`{shown(key)}` is not translated here",
                    f"add `{shown(key)}:`",
                )
        for key in sorted(over.keys() - under.keys()):
            yield Problem(
                words.place(*path, key),
                f"the original has no `{shown(key)}` here",
                "remove it, or add it there",
            )
    elif isinstance(under, list) and isinstance(over, list):
        yield from _compare_items(under, over, path, words)


def _compare_items(
    under: list[Any], over: list[Any], path: Path, words: Document
) -> Iterator[Problem]:
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
                f"{shown(id_)} is there twice"
                if id_ in seen
                else f"the original has no {shown(id_)} here"
            )
            fix = did_you_mean(id_, originals.keys() - seen, "use each id of the original once")
            yield Problem(words.place(*path, i), what, fix)
        else:
            yield from _compare(originals[id_], item, (*path, i), words)
        seen.add(id_)
    for id_ in sorted(originals.keys() - seen):
        yield Problem(words.place(*path), f"{shown(id_)} is not translated", "add it")


@check("translation-cards", "Card by card, a lesson is the same lesson in every language.")
def translation_cards(draft: Draft) -> Iterator[Problem]:
    """A translation has as many cards as its original."""
    for key, lesson in draft.localised.items():
        here, there = len(lesson.lesson.cards), len(draft.lessons[key.lesson].lesson.cards)
        if here != there:
            yield Problem(
                lesson.document.place(),
                f"there are {here} cards here and {there} in the original",
                "match them",
            )


@check("translation-without-original", "A translation of nothing is never shown.")
def translation_without_original(draft: Draft) -> Iterator[Problem]:
    """A translated lesson has its original, its pack's translation, and another language than the original's."""
    for key, file in draft.lesson_words.items():
        place = Place(file.document.file)
        if key.lesson not in draft.lessons:
            yield Problem(
                place,
                f"lessons/{key.lesson}.md is not there",
                "rename this file, or write the original",
            )
        if key.language not in draft.words:
            yield Problem(
                place,
                f"pack.{key.language}.yaml is not there",
                "write it: title, summary and badge",
            )
    if draft.language in draft.words:
        what = f"{shown(draft.language)} is the language of the originals"
        yield Problem(
            draft.words[draft.language].place(),
            what,
            "put its words in pack.yaml and remove this file",
        )


@check(
    "translation-id-differs",
    "A translation that names another pack may have been put in the wrong folder.",
)
def translation_id_differs(draft: Draft) -> Iterator[Problem]:
    """A pack's translation, if it names the pack, names this one."""
    for words in draft.words.values():
        id_ = words.data.get("id")
        if (
            isinstance(id_, str)
            and id_ != draft.document.data.get("id")
            and draft.document.readable
        ):
            yield Problem(
                words.place("id"),
                f"the id is {shown(id_)}, pack.yaml has another",
                "make them the same",
            )


@check(
    "translation-missing", "This lesson is shown in the original's language.", severity="warning"
)
def translation_missing(draft: Draft) -> Iterator[Problem]:
    """Every listed lesson is there in every language of the pack."""
    for language, words in draft.words.items():
        for name in draft.listed:
            if name in draft.lessons and (name, language) not in draft.lesson_words:
                what = f"lessons/{name}.{language}.md is not there"
                yield Problem(words.place(), what, "write it, or live with the original's words")
