"""Do questions and concepts belong together?"""

from collections import Counter
from collections.abc import Iterator

from content.build import ids
from content.checks.close import did_you_mean
from content.draft import Draft
from content.findings import Problem, shown
from content.limits import VARIANTS
from content.registry import check


@check("concept-unknown", "Answers feed the memory of a concept; without one they would be lost.")
def concept_unknown(draft: Draft) -> Iterator[Problem]:
    """A question names a concept of the pack."""
    known = _known(draft)
    for lesson in draft.lessons.values():
        for question in lesson.lesson.questions:
            if question.concept not in known and draft.whole:
                what = f"there is no concept {shown(question.concept)}"
                yield Problem(
                    question.at.place("concept"),
                    what,
                    did_you_mean(question.concept, known, "add it to `concepts`"),
                )


@check(
    "concept-variants", "With one question alone people learn its wording by heart, not the idea."
)
def concept_variants(draft: Draft) -> Iterator[Problem]:
    """A concept has at least two graded questions.

    Broken questions count, and a lesson with a question on an unknown concept is passed over: one slip, one finding.
    """
    count = Counter(
        concept for lesson in draft.lessons.values() for concept in _tested(lesson.document.data)
    )
    known = _known(draft)
    for lesson in draft.lessons.values():
        lost = any(question.concept not in known for question in lesson.lesson.questions)
        for concept in lesson.lesson.concepts:
            if count[concept.id] < VARIANTS and draft.whole and not lost:
                what = f"the concept {shown(concept.id)} has {count[concept.id]} of {VARIANTS} questions that it needs"
                yield Problem(
                    concept.at.place(),
                    what,
                    "write another question on it, of another form (reflections do not count)",
                )


def _known(draft: Draft) -> set[str]:
    return {
        id_ for lesson in draft.lessons.values() for id_ in ids(lesson.document.data, "concepts")
    }


def _tested(data: dict[str, object]) -> list[str]:
    questions = data.get("questions")
    graded = (
        [raw for raw in questions if isinstance(raw, dict) and raw.get("form") != "reflection"]
        if isinstance(questions, list)
        else []
    )
    return ids({"graded": graded}, "graded", "concept")


@check("checkpoint-form", "A badge needs answers that the server can grade in one way.")
def checkpoint_form(draft: Draft) -> Iterator[Problem]:
    """A scenario or a reflection is no checkpoint."""
    for lesson in draft.lessons.values():
        for question in lesson.lesson.questions:
            if question.checkpoint and question.form in ("scenario", "reflection"):
                what = f"a {question.form} cannot be a checkpoint"
                yield Problem(
                    question.at.place("checkpoint"),
                    what,
                    "remove `checkpoint`, or ask in another form",
                )
