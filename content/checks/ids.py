"""Is every id used once? Progress, memory and answers are kept by id."""

from collections.abc import Iterable, Iterator

from content.draft import Draft
from content.findings import Place, Problem, shown
from content.registry import check
from content.values import Question

_FIX = "give one of them another id"


@check("lesson-repeated", "A lesson is done once; the second place would never be reached.")
def lesson_repeated(draft: Draft) -> Iterator[Problem]:
    """pack.yaml names a lesson once."""
    named = ((id_, draft.document.place("lessons", i)) for i, id_ in enumerate(draft.listed))
    yield from twice("lesson", named, "name each lesson once")


@check(
    "concept-id-repeated",
    "What people remember is kept by this id: two concepts would share one memory.",
)
def concept_id_repeated(draft: Draft) -> Iterator[Problem]:
    """A concept's id is used once in the pack."""
    concepts = (concept for lesson in draft.lessons.values() for concept in lesson.lesson.concepts)
    yield from twice("concept", ((concept.id, concept.at.place("id")) for concept in concepts))


@check(
    "question-id-repeated", "Answers are kept by this id: two questions would share their answers."
)
def question_id_repeated(draft: Draft) -> Iterator[Problem]:
    """A question's id is used once in the pack."""
    questions = (
        question for lesson in draft.lessons.values() for question in lesson.lesson.questions
    )
    yield from twice("question", ((question.id, question.at.place("id")) for question in questions))


@check("inner-id-repeated", "An answer names what was picked by its id, so it must mean one thing.")
def inner_id_repeated(draft: Draft) -> Iterator[Problem]:
    """Ids of choices, pairs, buckets and nodes are used once in their question (of choices, in their node)."""
    for lesson in draft.lessons.values():
        for question in lesson.lesson.questions:
            yield from _inside(question)


def _inside(question: Question) -> Iterator[Problem]:
    if question.form != "true_false":  # its ids are not the author's
        yield from twice(
            "choice", ((choice.id, choice.at.place("id")) for choice in question.choices)
        )
    if question.form == "sort":  # the targets of a match are its choices again
        yield from twice(
            "bucket", ((target.id, target.at.place("id")) for target in question.targets)
        )
    yield from twice("node", ((node.id, node.at.place("id")) for node in question.nodes))
    for node in question.nodes:
        yield from twice("choice", ((choice.id, choice.at.place("id")) for choice in node.choices))


def twice(kind: str, named: Iterable[tuple[str, Place]], fix: str = _FIX) -> Iterator[Problem]:
    """Find the ids that are there already."""
    seen: dict[str, Place] = {}
    for id_, place in named:
        first = seen.setdefault(id_, place)
        if first is not place:
            yield Problem(
                place,
                f"the {kind} {shown(id_)} is there already, in {first.file}:{first.line}",
                fix,
            )
