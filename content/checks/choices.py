"""Can the question be answered, and in one right way?"""

import re
from collections.abc import Iterable, Iterator

from content.checks.close import did_you_mean
from content.draft import Draft
from content.findings import Place, Problem, shown
from content.registry import check
from content.values import Form, Question

_GAP = re.compile(r"_{2,}")


def _questions(draft: Draft, *forms: Form) -> Iterator[Question]:
    for lesson in draft.lessons.values():
        yield from (question for question in lesson.lesson.questions if question.form in forms)


def _right(question: Question) -> tuple[str, ...]:
    return question.key.choices if question.key else ()


@check("single-one-right", "With none or two right choices nobody can answer rightly.")
def single_one_right(draft: Draft) -> Iterator[Problem]:
    """A single-choice question has exactly one correct choice."""
    for question in _questions(draft, "single"):
        if len(_right(question)) != 1:
            what = f"{len(_right(question))} choices are correct, in a form that has one"
            yield Problem(
                question.at.place("choices"),
                what,
                "mark one with `correct: true`, or use `form: multiple`",
            )


@check("multiple-mixed", "If all or none are right there is nothing to tell apart.")
def multiple_mixed(draft: Draft) -> Iterator[Problem]:
    """A multiple-choice question has a correct choice and one that is not."""
    for question in _questions(draft, "multiple"):
        if len(_right(question)) in (0, len(question.choices)):
            what = f"{len(_right(question))} of {len(question.choices)} choices are correct"
            yield Problem(
                question.at.place("choices"),
                what,
                "have at least one that is correct and one that is not",
            )


@check("sort-bucket-unknown", "A thing to sort needs a bucket to go in.")
def sort_bucket_unknown(draft: Draft) -> Iterator[Problem]:
    """Every choice to sort names one of the two buckets."""
    for question in _questions(draft, "sort"):
        known = [target.id for target in question.targets]
        for choice in question.choices:
            bucket = question.key.pairs[choice.id] if question.key else ""
            if bucket not in known:
                fix = did_you_mean(bucket, known, f"use {' or '.join(known)}")
                yield Problem(choice.at.place("bucket"), f"there is no bucket {shown(bucket)}", fix)


@check(
    "sort-bucket-empty", "With an empty bucket everything goes in the other, and nothing is sorted."
)
def sort_bucket_empty(draft: Draft) -> Iterator[Problem]:
    """Both buckets get something."""
    for question in _questions(draft, "sort"):
        used = set(question.key.pairs.values()) if question.key else set()
        for target in question.targets:
            if target.id not in used and used <= {bucket.id for bucket in question.targets}:
                yield Problem(
                    target.at.place(),
                    f"nothing goes in the bucket {shown(target.id)}",
                    "add a choice for it",
                )


@check("gap-count", "Each gap needs its word, and each word its gap.")
def gap_count(draft: Draft) -> Iterator[Problem]:
    """The stem has as many gaps of three underscores as there are answers, in every language."""
    for lesson in draft.every_lesson():
        for question in lesson.lesson.questions:
            gaps, answers = _GAP.findall(question.stem), len(_right(question))
            if question.form == "gap" and (len(gaps) != answers or set(gaps) - {"___"}):
                what = (
                    f"the stem has {gaps.count('___')} gaps (___) and there are {answers} answers"
                )
                yield Problem(
                    question.at.place("stem"),
                    what,
                    "write each gap as exactly three underscores, one for each answer",
                )


@check("gap-answer-unknown", "An answer that is not in the word bank cannot be given.")
def gap_answer_unknown(draft: Draft) -> Iterator[Problem]:
    """Every answer is the id of a choice."""
    for question in _questions(draft, "gap"):
        known = [choice.id for choice in question.choices]
        for id_ in _right(question):
            if id_ not in known:
                fix = did_you_mean(id_, known, f"use one of {', '.join(map(shown, known))}")
                yield Problem(question.at.place("answer"), f"there is no choice {shown(id_)}", fix)


@check(
    "choice-text-repeated",
    "Of two choices that read the same, one would be right and the other wrong.",
)
def choice_text_repeated(draft: Draft) -> Iterator[Problem]:
    """Choices of a question (or of a scenario's node) read differently, in every language."""
    for lesson in draft.every_lesson():
        for question in lesson.lesson.questions:
            field = "left" if question.form == "match" else "text"
            yield from _same((choice.text, choice.at.place(field)) for choice in question.choices)
            field = "right" if question.form == "match" else "text"
            yield from _same((target.text, target.at.place(field)) for target in question.targets)
            for node in question.nodes:
                yield from _same((choice.text, choice.at.place("text")) for choice in node.choices)


def _same(texts: Iterable[tuple[str, Place]]) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for text, place in texts:
        first = seen.setdefault(" ".join(text.casefold().split()), place)
        if first is not place:
            yield Problem(
                place,
                f"this reads like the one in line {first.line}: {shown(text)}",
                "say something different",
            )
