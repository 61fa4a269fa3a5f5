"""Check that every id is used once. Progress, memory and answers are stored by id."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from content.checks.registry import register_check
from content.draft import PackDraft
from content.findings import FilePlace, Violation, make_message, make_printable
from content.values import PackChoice, PackQuestion


class RepeatedId(NamedTuple):
    """An id (printable) that is there again at `place`, and where it is first."""

    id: str
    place: FilePlace
    first: FilePlace


def find_repeated_ids(ids: Iterable[tuple[str, FilePlace]]) -> Iterator[RepeatedId]:
    """Give each id that an earlier one equals."""
    seen: dict[str, FilePlace] = {}
    for id_, place in ids:
        first = seen.setdefault(id_, place)
        if first is not place:
            yield RepeatedId(make_printable(id_), place, first)


@register_check("lesson-repeated")
def check_lesson_repeated(draft: PackDraft) -> Iterator[Violation]:
    """pack.yaml names a lesson once."""
    names = enumerate(draft.listed_lessons)
    ids = ((id_, draft.document.place_of("lessons", i)) for i, id_ in names)
    for id_, place, first in find_repeated_ids(ids):
        message = make_message("lesson-repeated", id=id_, file=first.file, line=first.line)
        yield Violation(place, message)


@register_check("concept-id-repeated")
def check_concept_id_repeated(draft: PackDraft) -> Iterator[Violation]:
    """A concept's id is used once in the pack."""
    concepts = (concept for lesson in draft.lessons.values() for concept in lesson.lesson.concepts)
    ids = ((concept.id, concept.position.place_of("id")) for concept in concepts)
    for id_, place, first in find_repeated_ids(ids):
        message = make_message("concept-id-repeated", id=id_, file=first.file, line=first.line)
        yield Violation(place, message)


@register_check("question-id-repeated")
def check_question_id_repeated(draft: PackDraft) -> Iterator[Violation]:
    """A question's id is used once in the pack."""
    ids = ((question.id, question.position.place_of("id")) for question in draft.list_questions())
    for id_, place, first in find_repeated_ids(ids):
        message = make_message("question-id-repeated", id=id_, file=first.file, line=first.line)
        yield Violation(place, message)


@register_check("inner-id-repeated")
def check_inner_id_repeated(draft: PackDraft) -> Iterator[Violation]:
    """Ids of choices, pairs, buckets and nodes are used once in their question.

    Ids of a scenario's choices are used once in their node.
    """
    for question in draft.list_questions():
        yield from _find_repeated_inner_ids(question)


def _find_repeated_inner_ids(question: PackQuestion) -> Iterator[Violation]:
    if question.form != "true_false":  # the author does not write its ids
        yield from _find_repeated_choices(question.choices)
    if question.form == "sort":  # the targets of a match have the ids of its choices
        buckets = ((target.id, target.position.place_of("id")) for target in question.targets)
        for id_, place, first in find_repeated_ids(buckets):
            message = make_message("bucket-id-repeated", id=id_, file=first.file, line=first.line)
            yield Violation(place, message)
    nodes = ((node.id, node.position.place_of("id")) for node in question.nodes)
    for id_, place, first in find_repeated_ids(nodes):
        message = make_message("node-id-repeated", id=id_, file=first.file, line=first.line)
        yield Violation(place, message)
    for node in question.nodes:
        yield from _find_repeated_choices(node.choices)


def _find_repeated_choices(choices: tuple[PackChoice, ...]) -> Iterator[Violation]:
    ids = ((choice.id, choice.position.place_of("id")) for choice in choices)
    for id_, place, first in find_repeated_ids(ids):
        message = make_message("choice-id-repeated", id=id_, file=first.file, line=first.line)
        yield Violation(place, message)
