"""Is the pack whole: a checkpoint worth a badge, scenarios that move, credit where it is due?"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from content.draft import PackDraft
from content.findings import Violation, make_printable
from content.prose import extract_card_text
from content.registry import check
from content.text_similarity import normalise_words as words_of

MIN_CHECKPOINT_QUESTIONS, MIN_CHECKPOINT_LESSONS = 6, 4
KNOWN_TRADE_MARKS = (
    "Hero-Class",
)  # trade marks of others that sources bring along; more are found by ™ and ®

_UNKNOWN_AUTHOR = re.compile(r"\b(?:unknown|anonymous|not named|no author)\b", re.IGNORECASE)
_MARKED_WORDS = re.compile(  # whole words alone, each looked at a few times, however long it is
    r"(?<![\w’'-])(?:([\w’'-]++(?: [A-Z][\w’'-]++){0,3}) ?[™®]|([\w’'-]++)(?:\((?:tm|r)\)))",
    re.IGNORECASE,
)
_TRADE_MARK_NOTICE = re.compile(r"trade ?-?mark|[™®]", re.IGNORECASE)


@check(
    "checkpoint-thin",
    "A badge for a handful of answers from one corner of the pack is worth nothing.",
    strict=True,
)
def checkpoint_thin(draft: PackDraft) -> Iterator[Violation]:
    """A pack has six checkpoint questions or more, over four of its lessons or more (all, if it has fewer)."""
    counts = Counter(
        name
        for name, one in draft.lessons.items()
        for question in one.lesson.questions
        if question.checkpoint
    )
    lessons = min(MIN_CHECKPOINT_LESSONS, len(draft.lessons))
    if (
        draft.lessons
        and draft.lessons_readable
        and (counts.total() < MIN_CHECKPOINT_QUESTIONS or len(counts) < lessons)
    ):
        what = (
            f"questions in the checkpoint: {counts.total()}, lessons they are from: {len(counts)}"
        )
        fix = f"mark or write {MIN_CHECKPOINT_QUESTIONS} or more with `checkpoint: true`, from {lessons} or more of the lessons"
        yield Violation(draft.document.place_of("badge"), what, fix)


@check(
    "scenario-flat",
    "If the customer's mood stays put, what is said makes no difference.",
    strict=True,
)
def scenario_flat(draft: PackDraft) -> Iterator[Violation]:
    """A scenario's nodes have more than one mood; a good ending need not be a glad one: some calls are rightly ended."""
    for one in draft.lessons.values():
        for question in one.lesson.questions:
            moods = {node.mood for node in question.nodes}
            if len(moods) == 1:
                what = f"every node of the scenario has the mood {moods.pop()}"
                yield Violation(
                    question.position.place_of("nodes"),
                    what,
                    "let `mood` follow what is said, from -2 to 2",
                )


@check(
    "source-uncredited",
    "The ideas are somebody's. Readers learn whose, before they learn anything else.",
    strict=True,
)
def source_uncredited(draft: PackDraft) -> Iterator[Violation]:
    """The first card of the first lesson names an author of the source, by the last name, or else the source's title."""
    source, first = (
        draft.document.data.get("source"),
        draft.lessons.get(next(iter(draft.listed_lessons), "")),
    )
    author = source.get("author") if isinstance(source, dict) else None
    if isinstance(source, dict) and isinstance(author, str) and first and first.lesson.cards:
        card = first.lesson.cards[0]
        names = [name.split()[-1] for name in re.split(r",| and | & ", author) if name.split()]
        names = [str(source.get("title", ""))] if _UNKNOWN_AUTHOR.search(author) else names
        if not any(words_of(name) in words_of(extract_card_text(card)) for name in names):
            whom = " or ".join(map(make_printable, names))
            what = f"the first card does not name {whom}"
            yield Violation(
                card.position.place_of(),
                what,
                f"end it with a line such as *In our own words, after {whom}.*",
            )


@check(
    "mark-uncredited", "A trade mark used as if it were ours is a quarrel in waiting.", strict=True
)
def mark_uncredited(draft: PackDraft) -> Iterator[Violation]:
    """Trade marks that the pack uses are credited as such in `source.note`."""
    source = draft.document.data.get("source")
    note = source.get("note") if isinstance(source, dict) else None
    said = note if isinstance(note, str) else ""
    for mark in sorted(_find_trade_marks(draft)):
        if mark.casefold() not in said.casefold() or not _TRADE_MARK_NOTICE.search(said):
            what = f"{make_printable(mark)} is a trade mark, and the note on the source does not say so"
            fix = f"add to `note:` whose it is: “{make_printable(mark)} is a trade mark of its owner.”"
            yield Violation(draft.document.place_of("source", "note"), what, fix)


def _find_trade_marks(draft: PackDraft) -> set[str]:
    text = "\n".join([*_list_texts(draft.document.data), *_list_lesson_texts(draft)])
    signed = {first or second for first, second in _MARKED_WORDS.findall(text)}
    return signed | {
        mark
        for mark in KNOWN_TRADE_MARKS
        if re.search(rf"\b{re.escape(mark)}\b", text, re.IGNORECASE)
    }


def _list_lesson_texts(draft: PackDraft) -> Iterator[str]:
    for one in draft.lessons.values():
        yield from _list_texts(one.document.data)
        yield from map(extract_card_text, one.lesson.cards)


def _list_texts(value: Any) -> Iterator[str]:
    """Every text in plain data, keys aside; depth is bounded where it was read."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _list_texts(item)
