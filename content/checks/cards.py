"""Check that the cards fit a phone and a break."""

from collections.abc import Iterator

from content.checks.registry import register_check
from content.draft import PackDraft
from content.findings import Violation, make_message
from content.limits import (
    MAX_CARD_TITLE_CHARS,
    MAX_CARD_WORDS,
    MAX_CARDS_PER_LESSON,
    MIN_CARDS_PER_LESSON,
)


@register_check("card-count")
def check_card_count(draft: PackDraft) -> Iterator[Violation]:
    """A lesson has three to six cards. A translation is compared with its original instead."""
    for lesson in draft.lessons.values():
        cards = lesson.lesson.cards
        fits = MIN_CARDS_PER_LESSON <= len(cards) <= MAX_CARDS_PER_LESSON
        if lesson.document.is_readable and not fits:
            place = cards[0].position.place_of() if cards else lesson.document.place_of()
            message = make_message(
                "card-count",
                count=len(cards),
                least=MIN_CARDS_PER_LESSON,
                most=MAX_CARDS_PER_LESSON,
            )
            yield Violation(place, message)


@register_check("card-words")
def check_card_words(draft: PackDraft) -> Iterator[Violation]:
    """A card has at most `MAX_CARD_WORDS` words below its title."""
    for lesson in draft.list_all_lessons():
        for card in lesson.lesson.cards:
            if card.words > MAX_CARD_WORDS:
                message = make_message("card-words", count=card.words, most=MAX_CARD_WORDS)
                yield Violation(card.position.place_of(), message)


@register_check("card-title")
def check_card_title(draft: PackDraft) -> Iterator[Violation]:
    """A card's title is at most `MAX_CARD_TITLE_CHARS` characters long."""
    for lesson in draft.list_all_lessons():
        for card in lesson.lesson.cards:
            length = len(card.title or "")
            if length > MAX_CARD_TITLE_CHARS:
                message = make_message("card-title", count=length, most=MAX_CARD_TITLE_CHARS)
                yield Violation(card.position.place_of(), message)


@register_check("card-empty")
def check_card_empty(draft: PackDraft) -> Iterator[Violation]:
    """A card shows words or a picture below its title."""
    for lesson in draft.list_all_lessons():
        refused = {violation.place for violation in lesson.refused_elements}
        for card in lesson.lesson.cards:
            place = card.position.place_of()
            if not card.words and not card.images and place not in refused:
                yield Violation(place, make_message("card-empty"))


@register_check("card-markdown")
def check_card_markdown(draft: PackDraft) -> Iterator[Violation]:
    """Cards use only the part of Markdown that the format allows."""
    for lesson in draft.list_all_lessons():
        yield from lesson.refused_elements


@register_check("alt-missing")
def check_alt_missing(draft: PackDraft) -> Iterator[Violation]:
    """Every picture of a card has alt text."""
    for lesson in draft.list_all_lessons():
        yield from lesson.missing_alts
