"""Check that a question can be answered, and in one right way."""

import re
from collections.abc import Iterable, Iterator

from content.checks.registry import register_check
from content.checks.suggestions import suggest_name
from content.draft import PackDraft
from content.findings import FilePlace, Violation, make_message, make_printable
from content.values import PackQuestion

_GAP_MARK = re.compile(r"_{2,}")


def _correct_ids(question: PackQuestion) -> tuple[str, ...]:
    return question.key.choices if question.key else ()


@register_check("single-one-right")
def check_single_one_right(draft: PackDraft) -> Iterator[Violation]:
    """A single-choice question has exactly one correct choice."""
    for question in draft.list_questions("single"):
        count = len(_correct_ids(question))
        if count != 1:
            message = make_message("single-one-right", count=count)
            yield Violation(question.position.place_of("choices"), message)


@register_check("multiple-mixed")
def check_multiple_mixed(draft: PackDraft) -> Iterator[Violation]:
    """A multiple-choice question has a correct choice and one that is not."""
    for question in draft.list_questions("multiple"):
        right, count = len(_correct_ids(question)), len(question.choices)
        if right in (0, count):
            message = make_message("multiple-mixed", right=right, count=count)
            yield Violation(question.position.place_of("choices"), message)


@register_check("sort-bucket-unknown")
def check_sort_bucket_unknown(draft: PackDraft) -> Iterator[Violation]:
    """Every choice to sort names one of the two buckets."""
    for question in draft.list_questions("sort"):
        known = [target.id for target in question.targets]
        for choice in question.choices:
            bucket = question.key.pairs[choice.id] if question.key else ""
            if bucket not in known:
                message = make_message(
                    "sort-bucket-unknown",
                    bucket=make_printable(bucket),
                    known=known,
                    suggestion=suggest_name(bucket, known),
                )
                yield Violation(choice.position.place_of("bucket"), message)


@register_check("sort-bucket-empty")
def check_sort_bucket_empty(draft: PackDraft) -> Iterator[Violation]:
    """Both buckets get a choice. Passed over if some choice names an unknown bucket."""
    for question in draft.list_questions("sort"):
        used = set(question.key.pairs.values()) if question.key else set()
        for target in question.targets:
            if target.id not in used and used <= {bucket.id for bucket in question.targets}:
                message = make_message("sort-bucket-empty", bucket=make_printable(target.id))
                yield Violation(target.position.place_of(), message)


@register_check("gap-count")
def check_gap_count(draft: PackDraft) -> Iterator[Violation]:
    """The stem has a gap of three underscores for each answer, in every language."""
    for lesson in draft.list_all_lessons():
        for question in lesson.lesson.questions:
            gaps, answers = _GAP_MARK.findall(question.stem), len(_correct_ids(question))
            if question.form == "gap" and (len(gaps) != answers or set(gaps) - {"___"}):
                message = make_message("gap-count", gaps=gaps.count("___"), answers=answers)
                yield Violation(question.position.place_of("stem"), message)


@register_check("gap-answer-unknown")
def check_gap_answer_unknown(draft: PackDraft) -> Iterator[Violation]:
    """Every answer is the id of a choice."""
    for question in draft.list_questions("gap"):
        known = [choice.id for choice in question.choices]
        for id_ in _correct_ids(question):
            if id_ not in known:
                message = make_message(
                    "gap-answer-unknown",
                    choice=make_printable(id_),
                    known=[make_printable(name) for name in known],
                    suggestion=suggest_name(id_, known),
                )
                yield Violation(question.position.place_of("answer"), message)


@register_check("choice-text-repeated")
def check_choice_text_repeated(draft: PackDraft) -> Iterator[Violation]:
    """Choices of a question (or of a scenario's node) have different texts, in every language."""
    for lesson in draft.list_all_lessons():
        for question in lesson.lesson.questions:
            left, right = ("left", "right") if question.form == "match" else ("text", "text")
            yield from _find_same_texts(
                (choice.text, choice.position.place_of(left)) for choice in question.choices
            )
            yield from _find_same_texts(
                (target.text, target.position.place_of(right)) for target in question.targets
            )
            for node in question.nodes:
                yield from _find_same_texts(
                    (choice.text, choice.position.place_of("text")) for choice in node.choices
                )


def _find_same_texts(texts: Iterable[tuple[str, FilePlace]]) -> Iterator[Violation]:
    """Report each text that an earlier one equals, but for capitals and spaces."""
    seen: dict[str, FilePlace] = {}
    for text, place in texts:
        first = seen.setdefault(" ".join(text.casefold().split()), place)
        if first is not place:
            message = make_message(
                "choice-text-repeated", line=first.line, text=make_printable(text)
            )
            yield Violation(place, message)
