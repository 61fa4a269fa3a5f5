"""Is every id used once? Progress, memory and answers are kept by id."""

from collections.abc import Iterable, Iterator

from content.draft import PackDraft
from content.findings import FilePlace, Violation, make_printable
from content.registry import check
from content.values import PackQuestion

_FIX = "give one of them another id"


@check("lesson-repeated", "A lesson is done once; the second place would never be reached.")
def lesson_repeated(draft: PackDraft) -> Iterator[Violation]:
    """pack.yaml names a lesson once."""
    named = (
        (id_, draft.document.place_of("lessons", i)) for i, id_ in enumerate(draft.listed_lessons)
    )
    yield from twice("lesson", named, "name each lesson once")


@check(
    "concept-id-repeated",
    "What people remember is kept by this id: two concepts would share one memory.",
)
def concept_id_repeated(draft: PackDraft) -> Iterator[Violation]:
    """A concept's id is used once in the pack."""
    concepts = (concept for lesson in draft.lessons.values() for concept in lesson.lesson.concepts)
    yield from twice(
        "concept", ((concept.id, concept.position.place_of("id")) for concept in concepts)
    )


@check(
    "question-id-repeated", "Answers are kept by this id: two questions would share their answers."
)
def question_id_repeated(draft: PackDraft) -> Iterator[Violation]:
    """A question's id is used once in the pack."""
    questions = (
        question for lesson in draft.lessons.values() for question in lesson.lesson.questions
    )
    yield from twice(
        "question", ((question.id, question.position.place_of("id")) for question in questions)
    )


@check("inner-id-repeated", "An answer names what was picked by its id, so it must mean one thing.")
def inner_id_repeated(draft: PackDraft) -> Iterator[Violation]:
    """Ids of choices, pairs, buckets and nodes are used once in their question (of choices, in their node)."""
    for lesson in draft.lessons.values():
        for question in lesson.lesson.questions:
            yield from _find_repeated_inner_ids(question)


def _find_repeated_inner_ids(question: PackQuestion) -> Iterator[Violation]:
    if question.form != "true_false":  # its ids are not the author's
        yield from twice(
            "choice", ((choice.id, choice.position.place_of("id")) for choice in question.choices)
        )
    if question.form == "sort":  # the targets of a match are its choices again
        yield from twice(
            "bucket", ((target.id, target.position.place_of("id")) for target in question.targets)
        )
    yield from twice("node", ((node.id, node.position.place_of("id")) for node in question.nodes))
    for node in question.nodes:
        yield from twice(
            "choice", ((choice.id, choice.position.place_of("id")) for choice in node.choices)
        )


def twice(
    kind: str, named: Iterable[tuple[str, FilePlace]], fix: str = _FIX
) -> Iterator[Violation]:
    """Find the ids that are there already."""
    seen: dict[str, FilePlace] = {}
    for id_, place in named:
        first = seen.setdefault(id_, place)
        if first is not place:
            yield Violation(
                place,
                f"the {kind} {make_printable(id_)} is there already, in {first.file}:{first.line}",
                fix,
            )
