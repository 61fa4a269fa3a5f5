"""Do questions and concepts belong together?"""

from collections import Counter
from collections.abc import Iterator

from content.build import list_ids
from content.checks.suggestions import did_you_mean
from content.draft import PackDraft
from content.findings import Violation, make_printable
from content.limits import MIN_QUESTIONS_PER_CONCEPT
from content.registry import check


@check("concept-unknown", "Answers feed the memory of a concept; without one they would be lost.")
def concept_unknown(draft: PackDraft) -> Iterator[Violation]:
    """A question names a concept of the pack."""
    known = _known_concepts(draft)
    for lesson in draft.lessons.values():
        for question in lesson.lesson.questions:
            if question.concept not in known and draft.lessons_readable:
                what = f"there is no concept {make_printable(question.concept)}"
                yield Violation(
                    question.position.place_of("concept"),
                    what,
                    did_you_mean(question.concept, known, "add it to `concepts`"),
                )


@check(
    "concept-variants", "With one question alone people learn its wording by heart, not the idea."
)
def concept_variants(draft: PackDraft) -> Iterator[Violation]:
    """A concept has at least two graded questions.

    Broken questions count, and a lesson with a question on an unknown concept is passed over: one slip, one finding.
    """
    count = Counter(
        concept
        for lesson in draft.lessons.values()
        for concept in _tested_concepts(lesson.document.data)
    )
    known = _known_concepts(draft)
    for lesson in draft.lessons.values():
        lost = any(question.concept not in known for question in lesson.lesson.questions)
        for concept in lesson.lesson.concepts:
            if (
                count[concept.id] < MIN_QUESTIONS_PER_CONCEPT
                and draft.lessons_readable
                and not lost
            ):
                what = f"the concept {make_printable(concept.id)} has {count[concept.id]} of {MIN_QUESTIONS_PER_CONCEPT} questions that it needs"
                yield Violation(
                    concept.position.place_of(),
                    what,
                    "write another question on it, of another form (reflections do not count)",
                )


def _known_concepts(draft: PackDraft) -> set[str]:
    return {
        id_
        for lesson in draft.lessons.values()
        for id_ in list_ids(lesson.document.data, "concepts")
    }


def _tested_concepts(data: dict[str, object]) -> list[str]:
    questions = data.get("questions")
    graded = (
        [raw for raw in questions if isinstance(raw, dict) and raw.get("form") != "reflection"]
        if isinstance(questions, list)
        else []
    )
    return list_ids({"graded": graded}, "graded", "concept")


@check("checkpoint-form", "A badge needs answers that the server can grade in one way.")
def checkpoint_form(draft: PackDraft) -> Iterator[Violation]:
    """A scenario or a reflection is no checkpoint."""
    for lesson in draft.lessons.values():
        for question in lesson.lesson.questions:
            if question.checkpoint and question.form in ("scenario", "reflection"):
                what = f"a {question.form} cannot be a checkpoint"
                yield Violation(
                    question.position.place_of("checkpoint"),
                    what,
                    "remove `checkpoint`, or ask in another form",
                )
