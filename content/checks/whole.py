"""Is the pack whole: a checkpoint worth a badge, scenarios that move, credit where it is due?"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from content.alike import plain as words_of
from content.draft import Draft
from content.findings import Problem, shown
from content.prose import plain
from content.registry import check

CHECKPOINT, CHECKPOINT_LESSONS = 6, 4
MARKS = ("Hero-Class",)  # trade marks of others that sources bring along; more are found by ™ and ®

_NOBODY = re.compile(r"\b(?:unknown|anonymous|not named|no author)\b", re.IGNORECASE)
_MARKED = re.compile(  # whole words alone, each looked at a few times, however long it is
    r"(?<![\w’'-])(?:([\w’'-]++(?: [A-Z][\w’'-]++){0,3}) ?[™®]|([\w’'-]++)(?:\((?:tm|r)\)))",
    re.IGNORECASE,
)
_SAYS_MARK = re.compile(r"trade ?-?mark|[™®]", re.IGNORECASE)


@check(
    "checkpoint-thin",
    "A badge for a handful of answers from one corner of the pack is worth nothing.",
    strict=True,
)
def checkpoint_thin(draft: Draft) -> Iterator[Problem]:
    """A pack has six checkpoint questions or more, over four of its lessons or more (all, if it has fewer)."""
    counts = Counter(
        name
        for name, one in draft.lessons.items()
        for question in one.lesson.questions
        if question.checkpoint
    )
    lessons = min(CHECKPOINT_LESSONS, len(draft.lessons))
    if draft.lessons and draft.whole and (counts.total() < CHECKPOINT or len(counts) < lessons):
        what = (
            f"questions in the checkpoint: {counts.total()}, lessons they are from: {len(counts)}"
        )
        fix = f"mark or write {CHECKPOINT} or more with `checkpoint: true`, from {lessons} or more of the lessons"
        yield Problem(draft.document.place("badge"), what, fix)


@check(
    "scenario-flat",
    "If the customer's mood stays put, what is said makes no difference.",
    strict=True,
)
def scenario_flat(draft: Draft) -> Iterator[Problem]:
    """A scenario's nodes have more than one mood; a good ending need not be a glad one: some calls are rightly ended."""
    for one in draft.lessons.values():
        for question in one.lesson.questions:
            moods = {node.mood for node in question.nodes}
            if len(moods) == 1:
                what = f"every node of the scenario has the mood {moods.pop()}"
                yield Problem(
                    question.at.place("nodes"), what, "let `mood` follow what is said, from -2 to 2"
                )


@check(
    "source-uncredited",
    "The ideas are somebody's. Readers learn whose, before they learn anything else.",
    strict=True,
)
def source_uncredited(draft: Draft) -> Iterator[Problem]:
    """The first card of the first lesson names an author of the source, by the last name, or else the source's title."""
    source, first = (
        draft.document.data.get("source"),
        draft.lessons.get(next(iter(draft.listed), "")),
    )
    author = source.get("author") if isinstance(source, dict) else None
    if isinstance(source, dict) and isinstance(author, str) and first and first.lesson.cards:
        card = first.lesson.cards[0]
        names = [name.split()[-1] for name in re.split(r",| and | & ", author) if name.split()]
        names = [str(source.get("title", ""))] if _NOBODY.search(author) else names
        if not any(words_of(name) in words_of(plain(card)) for name in names):
            whom = " or ".join(map(shown, names))
            what = f"the first card does not name {whom}"
            yield Problem(
                card.at.place(),
                what,
                f"end it with a line such as *In our own words, after {whom}.*",
            )


@check(
    "mark-uncredited", "A trade mark used as if it were ours is a quarrel in waiting.", strict=True
)
def mark_uncredited(draft: Draft) -> Iterator[Problem]:
    """Trade marks that the pack uses are credited as such in `source.note`."""
    source = draft.document.data.get("source")
    note = source.get("note") if isinstance(source, dict) else None
    said = note if isinstance(note, str) else ""
    for mark in sorted(_marks(draft)):
        if mark.casefold() not in said.casefold() or not _SAYS_MARK.search(said):
            what = f"{shown(mark)} is a trade mark, and the note on the source does not say so"
            fix = f"add to `note:` whose it is: “{shown(mark)} is a trade mark of its owner.”"
            yield Problem(draft.document.place("source", "note"), what, fix)


def _marks(draft: Draft) -> set[str]:
    text = "\n".join([*_texts(draft.document.data), *_lesson_texts(draft)])
    signed = {first or second for first, second in _MARKED.findall(text)}
    return signed | {
        mark for mark in MARKS if re.search(rf"\b{re.escape(mark)}\b", text, re.IGNORECASE)
    }


def _lesson_texts(draft: Draft) -> Iterator[str]:
    for one in draft.lessons.values():
        yield from _texts(one.document.data)
        yield from map(plain, one.lesson.cards)


def _texts(value: Any) -> Iterator[str]:
    """Every text in plain data, keys aside; depth is bounded where it was read."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
