"""Check the pack as a whole: its checkpoint, its scenarios, and the credit to its sources."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from content.checks.registry import register_check
from content.draft import PackDraft
from content.findings import Violation, make_message, make_printable
from content.prose import extract_card_text
from content.text_similarity import normalise_words

MIN_CHECKPOINT_QUESTIONS, MIN_CHECKPOINT_LESSONS = 6, 4
# Trade marks of others that sources use without ™ and ®.
KNOWN_TRADE_MARKS = ("Hero-Class",)

_UNKNOWN_AUTHOR = re.compile(r"\b(?:unknown|anonymous|not named|no author)\b", re.IGNORECASE)
# Whole words only, and possessive quantifiers: the time is linear in the length of the text.
_MARKED_WORDS = re.compile(
    r"(?<![\w’'-])(?:([\w’'-]++(?: [A-Z][\w’'-]++){0,3}) ?[™®]|([\w’'-]++)(?:\((?:tm|r)\)))",
    re.IGNORECASE,
)
_TRADE_MARK_NOTICE = re.compile(r"trade ?-?mark|[™®]", re.IGNORECASE)


@register_check("checkpoint-thin", strict=True)
def check_checkpoint_thin(draft: PackDraft) -> Iterator[Violation]:
    """A pack has at least six checkpoint questions, from four lessons (all, if it has fewer)."""
    counts = Counter(
        name
        for name, lesson in draft.lessons.items()
        for question in lesson.lesson.questions
        if question.checkpoint
    )
    least_lessons = min(MIN_CHECKPOINT_LESSONS, len(draft.lessons))
    thin = counts.total() < MIN_CHECKPOINT_QUESTIONS or len(counts) < least_lessons
    if draft.lessons and draft.lessons_readable and thin:
        message = make_message(
            "checkpoint-thin",
            questions=counts.total(),
            lessons=len(counts),
            least_questions=MIN_CHECKPOINT_QUESTIONS,
            least_lessons=least_lessons,
        )
        yield Violation(draft.document.place_of("badge"), message)


@register_check("scenario-flat", strict=True)
def check_scenario_flat(draft: PackDraft) -> Iterator[Violation]:
    """A scenario's nodes have more than one mood.

    A good ending may have a low mood: ending some calls is right.
    """
    for question in draft.list_questions("scenario"):
        moods = {node.mood for node in question.nodes}
        if len(moods) == 1:
            message = make_message("scenario-flat", mood=moods.pop())
            yield Violation(question.position.place_of("nodes"), message)


@register_check("source-uncredited", strict=True)
def check_source_uncredited(draft: PackDraft) -> Iterator[Violation]:
    """The first card of the first lesson names an author of the source by the last name.

    For an unknown author it names the source's title.
    """
    source = draft.document.data.get("source")
    first = draft.lessons.get(next(iter(draft.listed_lessons), ""))
    author = source.get("author") if isinstance(source, dict) else None
    if isinstance(source, dict) and isinstance(author, str) and first and first.lesson.cards:
        card = first.lesson.cards[0]
        names = [name.split()[-1] for name in re.split(r",| and | & ", author) if name.split()]
        if _UNKNOWN_AUTHOR.search(author):
            names = [str(source.get("title", ""))]
        text = normalise_words(extract_card_text(card))
        if not any(normalise_words(name) in text for name in names):
            message = make_message(
                "source-uncredited", names=[make_printable(name) for name in names]
            )
            yield Violation(card.position.place_of(), message)


@register_check("mark-uncredited", strict=True)
def check_mark_uncredited(draft: PackDraft) -> Iterator[Violation]:
    """`source.note` names each trade mark that the pack uses, and says that it is one."""
    source = draft.document.data.get("source")
    note = source.get("note") if isinstance(source, dict) else None
    text = note if isinstance(note, str) else ""
    for mark in sorted(_find_trade_marks(draft)):
        if mark.casefold() not in text.casefold() or not _TRADE_MARK_NOTICE.search(text):
            message = make_message("mark-uncredited", mark=make_printable(mark))
            yield Violation(draft.document.place_of("source", "note"), message)


def _find_trade_marks(draft: PackDraft) -> set[str]:
    text = "\n".join([*_list_texts(draft.document.data), *_list_lesson_texts(draft)])
    signed = {first or second for first, second in _MARKED_WORDS.findall(text)}
    return signed | {
        mark
        for mark in KNOWN_TRADE_MARKS
        if re.search(rf"\b{re.escape(mark)}\b", text, re.IGNORECASE)
    }


def _list_lesson_texts(draft: PackDraft) -> Iterator[str]:
    for lesson in draft.lessons.values():
        yield from _list_texts(lesson.document.data)
        yield from map(extract_card_text, lesson.lesson.cards)


def _list_texts(value: Any) -> Iterator[str]:
    """Every text in plain data, without keys. Reading the YAML has bounded the depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _list_texts(item)
