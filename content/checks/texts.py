"""Check that texts are shown as they were written."""

from collections.abc import Iterator

from content.author_texts import list_author_texts
from content.checks.registry import register_check
from content.document import YamlDocument
from content.draft import PackDraft
from content.findings import Violation
from content.plain_text import describe_marks

MAX_PLAIN_CHARS = 600  # the longest text that the schema allows


@register_check("card-changed", severity="warning")
def check_card_changed(draft: PackDraft) -> Iterator[Violation]:
    """Nothing on a card is shown otherwise than it was written."""
    for lesson in draft.list_all_lessons():
        yield from lesson.changes


@register_check("text-marks", severity="warning")
def check_text_marks(draft: PackDraft) -> Iterator[Violation]:
    """Texts outside of cards, and the titles of cards, hold no marks of Markdown."""
    for lesson in draft.list_all_lessons():
        yield from lesson.title_marks
    for document in _list_documents(draft):
        for path, text in list_author_texts(document.data):
            message = describe_marks(text) if len(text) <= MAX_PLAIN_CHARS else None
            if message:
                yield Violation(document.place_of(*path), message)


def _list_documents(draft: PackDraft) -> Iterator[YamlDocument]:
    yield draft.document
    yield from draft.pack_translations.values()
    yield from (lesson.document for lesson in draft.lessons.values())
    yield from (file.document for file in draft.lesson_translations.values())
