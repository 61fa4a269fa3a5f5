"""Check that questions and concepts belong together."""

from collections import Counter
from collections.abc import Iterator

from content.authoring_rules import AUTHORING_RULES
from content.build import list_ids
from content.checks.registry import register_check
from content.checks.suggestions import suggest_name
from content.draft import PackDraft
from content.findings import Violation, make_message, make_printable
from content.limits import MIN_QUESTIONS_PER_CONCEPT

_UNGRADED_FORMS = tuple(form for form, rules in AUTHORING_RULES.items() if not rules.graded)


@register_check("concept-unknown")
def check_concept_unknown(draft: PackDraft) -> Iterator[Violation]:
    """A question names a concept of the pack."""
    known = _known_concepts(draft)
    for question in draft.list_questions():
        if question.concept not in known and draft.lessons_readable:
            message = make_message(
                "concept-unknown",
                concept=make_printable(question.concept),
                suggestion=suggest_name(question.concept, known),
            )
            yield Violation(question.position.place_of("concept"), message)


@register_check("concept-variants")
def check_concept_variants(draft: PackDraft) -> Iterator[Violation]:
    """A concept has at least two graded questions.

    Broken questions count. A lesson with a question on an unknown concept is passed over, so that
    one mistake gives one finding.
    """
    count = Counter(
        concept
        for lesson in draft.lessons.values()
        for concept in _tested_concepts(lesson.document.data)
    )
    known = _known_concepts(draft)
    for lesson in draft.lessons.values():
        has_unknown = any(question.concept not in known for question in lesson.lesson.questions)
        for concept in lesson.lesson.concepts:
            enough = count[concept.id] >= MIN_QUESTIONS_PER_CONCEPT
            if not enough and draft.lessons_readable and not has_unknown:
                message = make_message(
                    "concept-variants",
                    concept=make_printable(concept.id),
                    count=count[concept.id],
                    needed=MIN_QUESTIONS_PER_CONCEPT,
                )
                yield Violation(concept.position.place_of(), message)


def _known_concepts(draft: PackDraft) -> set[str]:
    return {
        id_
        for lesson in draft.lessons.values()
        for id_ in list_ids(lesson.document.data, "concepts")
    }


def _tested_concepts(data: dict[str, object]) -> list[str]:
    """The concepts of a lesson's graded questions as written, broken questions too."""
    questions = data.get("questions")
    items = questions if isinstance(questions, list) else []
    mappings = [raw for raw in items if isinstance(raw, dict)]
    graded = [raw for raw in mappings if raw.get("form") not in _UNGRADED_FORMS]
    return list_ids({"graded": graded}, "graded", "concept")


@register_check("checkpoint-form")
def check_checkpoint_form(draft: PackDraft) -> Iterator[Violation]:
    """A question of a form that cannot be a checkpoint question is none."""
    for question in draft.list_questions():
        if question.checkpoint and not AUTHORING_RULES[question.form].checkpoint_allowed:
            message = make_message("checkpoint-form", form=question.form)
            yield Violation(question.position.place_of("checkpoint"), message)
