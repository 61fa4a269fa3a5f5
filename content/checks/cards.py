"""Do the cards fit a phone and a break?"""

from collections.abc import Iterator

from content.draft import Draft
from content.findings import Problem
from content.limits import CARD_TITLE_CHARS, CARD_WORDS, CARDS
from content.registry import check


@check("card-count", "Three to six screens are what fits one idea and one to two minutes.")
def card_count(draft: Draft) -> Iterator[Problem]:
    """A lesson has three to six cards; a translation is held against its original instead."""
    for lesson in draft.lessons.values():
        count = len(lesson.lesson.cards)
        if lesson.document.readable and not CARDS[0] <= count <= CARDS[1]:
            place = lesson.lesson.cards[0].at.place() if count else lesson.document.place()
            what = f"the lesson has {count} cards, not {CARDS[0]} to {CARDS[1]}"
            yield Problem(place, what, "separate cards by a line `---` alone")


@check("card-words", "More than sixty words on a screen are skipped, not read.")
def card_words(draft: Draft) -> Iterator[Problem]:
    """A card has at most sixty words below its title."""
    for lesson in draft.every_lesson():
        for card in lesson.lesson.cards:
            if card.words > CARD_WORDS:
                yield Problem(
                    card.at.place(),
                    f"the card has {card.words} words, {CARD_WORDS} at most",
                    "cut it, or make two cards",
                )


@check("card-title", "A title is read at a glance, or not at all.")
def card_title(draft: Draft) -> Iterator[Problem]:
    """A card's title is at most sixty characters long."""
    for lesson in draft.every_lesson():
        for card in lesson.lesson.cards:
            if len(card.title or "") > CARD_TITLE_CHARS:
                what = (
                    f"the title has {len(card.title or '')} characters, {CARD_TITLE_CHARS} at most"
                )
                yield Problem(card.at.place(), what, "say it shorter")


@check("card-empty", "An empty screen looks like a fault.")
def card_empty(draft: Draft) -> Iterator[Problem]:
    """A card shows words or a picture below its title."""
    for lesson in draft.every_lesson():
        refused = {problem.place for problem in lesson.markdown}
        for card in lesson.lesson.cards:
            if not card.words and not card.images and card.at.place() not in refused:
                yield Problem(
                    card.at.place(),
                    "the card has nothing to read or see",
                    "fill it, or remove a `---` line",
                )


@check(
    "card-markdown",
    "A card is words and pictures; anything else would be shown wrongly or lead out of the break.",
)
def card_markdown(draft: Draft) -> Iterator[Problem]:
    """Cards use the part of Markdown that cards have."""
    for lesson in draft.every_lesson():
        yield from lesson.markdown


@check("alt-missing", "Who cannot see the picture needs its words.")
def alt_missing(draft: Draft) -> Iterator[Problem]:
    """Every picture of a card has alt text."""
    for lesson in draft.every_lesson():
        yield from lesson.alts
