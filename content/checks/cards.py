"""Do the cards fit a phone and a break?"""

from collections.abc import Iterator

from content.draft import PackDraft
from content.findings import Violation
from content.limits import CARDS, MAX_CARD_TITLE_CHARS, MAX_CARD_WORDS
from content.registry import check


@check("card-count", "Three to six screens are what fits one idea and one to two minutes.")
def card_count(draft: PackDraft) -> Iterator[Violation]:
    """A lesson has three to six cards; a translation is held against its original instead."""
    for lesson in draft.lessons.values():
        count = len(lesson.lesson.cards)
        if lesson.document.is_readable and not CARDS[0] <= count <= CARDS[1]:
            place = (
                lesson.lesson.cards[0].position.place_of() if count else lesson.document.place_of()
            )
            what = f"the lesson has {count} cards, not {CARDS[0]} to {CARDS[1]}"
            yield Violation(place, what, "separate cards by a line `---` alone")


@check("card-words", "More than sixty words on a screen are skipped, not read.")
def card_words(draft: PackDraft) -> Iterator[Violation]:
    """A card has at most sixty words below its title."""
    for lesson in draft.list_all_lessons():
        for card in lesson.lesson.cards:
            if card.words > MAX_CARD_WORDS:
                yield Violation(
                    card.position.place_of(),
                    f"the card has {card.words} words, {MAX_CARD_WORDS} at most",
                    "cut it, or make two cards",
                )


@check("card-title", "A title is read at a glance, or not at all.")
def card_title(draft: PackDraft) -> Iterator[Violation]:
    """A card's title is at most sixty characters long."""
    for lesson in draft.list_all_lessons():
        for card in lesson.lesson.cards:
            if len(card.title or "") > MAX_CARD_TITLE_CHARS:
                what = f"the title has {len(card.title or '')} characters, {MAX_CARD_TITLE_CHARS} at most"
                yield Violation(card.position.place_of(), what, "say it shorter")


@check("card-empty", "An empty screen looks like a fault.")
def card_empty(draft: PackDraft) -> Iterator[Violation]:
    """A card shows words or a picture below its title."""
    for lesson in draft.list_all_lessons():
        refused = {problem.place for problem in lesson.markdown}
        for card in lesson.lesson.cards:
            if not card.words and not card.images and card.position.place_of() not in refused:
                yield Violation(
                    card.position.place_of(),
                    "the card has nothing to read or see",
                    "fill it, or remove a `---` line",
                )


@check(
    "card-markdown",
    "A card is words and pictures; anything else would be shown wrongly or lead out of the break.",
)
def card_markdown(draft: PackDraft) -> Iterator[Violation]:
    """Cards use the part of Markdown that cards have."""
    for lesson in draft.list_all_lessons():
        yield from lesson.markdown


@check("alt-missing", "Who cannot see the picture needs its words.")
def alt_missing(draft: PackDraft) -> Iterator[Violation]:
    """Every picture of a card has alt text."""
    for lesson in draft.list_all_lessons():
        yield from lesson.alts
