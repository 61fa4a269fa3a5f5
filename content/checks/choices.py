"""Can the question be answered, and in one right way?"""

import re
from collections.abc import Iterable, Iterator

from content.checks.suggestions import did_you_mean
from content.draft import PackDraft
from content.findings import FilePlace, Violation, make_printable
from content.registry import check
from content.values import PackQuestion, QuestionForm

_GAP_MARK = re.compile(r"_{2,}")


def _questions(draft: PackDraft, *forms: QuestionForm) -> Iterator[PackQuestion]:
    for lesson in draft.lessons.values():
        yield from (question for question in lesson.lesson.questions if question.form in forms)


def _correct_ids(question: PackQuestion) -> tuple[str, ...]:
    return question.key.choices if question.key else ()


@check("single-one-right", "With none or two right choices nobody can answer rightly.")
def single_one_right(draft: PackDraft) -> Iterator[Violation]:
    """A single-choice question has exactly one correct choice."""
    for question in _questions(draft, "single"):
        if len(_correct_ids(question)) != 1:
            what = f"{len(_correct_ids(question))} choices are correct, in a form that has one"
            yield Violation(
                question.position.place_of("choices"),
                what,
                "mark one with `correct: true`, or use `form: multiple`",
            )


@check("multiple-mixed", "If all or none are right there is nothing to tell apart.")
def multiple_mixed(draft: PackDraft) -> Iterator[Violation]:
    """A multiple-choice question has a correct choice and one that is not."""
    for question in _questions(draft, "multiple"):
        if len(_correct_ids(question)) in (0, len(question.choices)):
            what = f"{len(_correct_ids(question))} of {len(question.choices)} choices are correct"
            yield Violation(
                question.position.place_of("choices"),
                what,
                "have at least one that is correct and one that is not",
            )


@check("sort-bucket-unknown", "A thing to sort needs a bucket to go in.")
def sort_bucket_unknown(draft: PackDraft) -> Iterator[Violation]:
    """Every choice to sort names one of the two buckets."""
    for question in _questions(draft, "sort"):
        known = [target.id for target in question.targets]
        for choice in question.choices:
            bucket = question.key.pairs[choice.id] if question.key else ""
            if bucket not in known:
                fix = did_you_mean(bucket, known, f"use {' or '.join(known)}")
                yield Violation(
                    choice.position.place_of("bucket"),
                    f"there is no bucket {make_printable(bucket)}",
                    fix,
                )


@check(
    "sort-bucket-empty", "With an empty bucket everything goes in the other, and nothing is sorted."
)
def sort_bucket_empty(draft: PackDraft) -> Iterator[Violation]:
    """Both buckets get something."""
    for question in _questions(draft, "sort"):
        used = set(question.key.pairs.values()) if question.key else set()
        for target in question.targets:
            if target.id not in used and used <= {bucket.id for bucket in question.targets}:
                yield Violation(
                    target.position.place_of(),
                    f"nothing goes in the bucket {make_printable(target.id)}",
                    "add a choice for it",
                )


@check("gap-count", "Each gap needs its word, and each word its gap.")
def gap_count(draft: PackDraft) -> Iterator[Violation]:
    """The stem has as many gaps of three underscores as there are answers, in every language."""
    for lesson in draft.list_all_lessons():
        for question in lesson.lesson.questions:
            gaps, answers = _GAP_MARK.findall(question.stem), len(_correct_ids(question))
            if question.form == "gap" and (len(gaps) != answers or set(gaps) - {"___"}):
                what = (
                    f"the stem has {gaps.count('___')} gaps (___) and there are {answers} answers"
                )
                yield Violation(
                    question.position.place_of("stem"),
                    what,
                    "write each gap as exactly three underscores, one for each answer",
                )


@check("gap-answer-unknown", "An answer that is not in the word bank cannot be given.")
def gap_answer_unknown(draft: PackDraft) -> Iterator[Violation]:
    """Every answer is the id of a choice."""
    for question in _questions(draft, "gap"):
        known = [choice.id for choice in question.choices]
        for id_ in _correct_ids(question):
            if id_ not in known:
                fix = did_you_mean(
                    id_, known, f"use one of {', '.join(map(make_printable, known))}"
                )
                yield Violation(
                    question.position.place_of("answer"),
                    f"there is no choice {make_printable(id_)}",
                    fix,
                )


@check(
    "choice-text-repeated",
    "Of two choices that read the same, one would be right and the other wrong.",
)
def choice_text_repeated(draft: PackDraft) -> Iterator[Violation]:
    """Choices of a question (or of a scenario's node) read differently, in every language."""
    for lesson in draft.list_all_lessons():
        for question in lesson.lesson.questions:
            field = "left" if question.form == "match" else "text"
            yield from _find_same_texts(
                (choice.text, choice.position.place_of(field)) for choice in question.choices
            )
            field = "right" if question.form == "match" else "text"
            yield from _find_same_texts(
                (target.text, target.position.place_of(field)) for target in question.targets
            )
            for node in question.nodes:
                yield from _find_same_texts(
                    (choice.text, choice.position.place_of("text")) for choice in node.choices
                )


def _find_same_texts(texts: Iterable[tuple[str, FilePlace]]) -> Iterator[Violation]:
    seen: dict[str, FilePlace] = {}
    for text, place in texts:
        first = seen.setdefault(" ".join(text.casefold().split()), place)
        if first is not place:
            yield Violation(
                place,
                f"this reads like the one in line {first.line}: {make_printable(text)}",
                "say something different",
            )
