"""Check that texts are easy to read, and that questions ask plainly. Only English is checked."""

import re
from collections.abc import Iterator

from content.authoring_rules import AUTHORING_RULES
from content.checks.registry import register_check
from content.draft import LessonDraft, PackDraft
from content.findings import Violation, make_message, make_printable
from content.prose import (
    count_words,
    extract_lesson_text,
    extract_question_text,
    is_english,
    list_passages,
    measure_reading_grade,
)
from content.values import PackQuestion

MAX_GRADE = 8.0  # of the cards of a lesson, and of its questions
MAX_PASSAGE_GRADE = 9.0  # of one card, stem or line
MIN_GRADED_WORDS = 12  # in a passage; the formula is too noisy for shorter ones

_NEGATIVE_WORD = re.compile(r"\b(?:not|never|cannot|except|least|avoid)\b|n[’']t\b", re.I)
# A match starts where a sentence begins. Trying every letter takes minutes on a long stem.
_ASKED_PART = re.compile(
    r"(?:^|(?<=[.!?…]))[^.!?…]*\?"
    r"|(?:^|(?<=[.!?…] ))(?:pick|choose|find|spot|mark|select)\b[^.!?…]*",
    re.IGNORECASE,
)
_QUOTED_SPEECH = re.compile(r"“[^”]*”|\"[^\"]*\"")
_REFERS_TO_CHOICES = re.compile(
    r"(?:all|none|both|any|neither|either|some|each|most)(?: (?:one|two|three))?"
    r"(?: of (?:the |these|those|them|this|it)?(?:others?|above|rest|answers|choices|options)?"
    r"| (?:the )?(?:above|others?|answers|choices|options)"
    r"| are (?:right|wrong|correct|true|false))?"
    r"|.*\b(?:of the above|of the other (?:answers|choices|options))\b.*"
    r"|[a-f] (?:and|&|or) [a-f]|(?:i )?don[’']t know",
    re.IGNORECASE,
)


def _list_english_lessons(draft: PackDraft) -> Iterator[LessonDraft]:
    if is_english(draft.language):
        yield from draft.lessons.values()


@register_check("reading-grade", strict=True)
def check_reading_grade(draft: PackDraft) -> Iterator[Violation]:
    """The cards of a lesson, and its questions, have a reading grade of at most `MAX_GRADE`."""
    for lesson in _list_english_lessons(draft):
        place = lesson.document.place_of("title")
        grade = measure_reading_grade(extract_lesson_text(lesson.lesson))
        if grade > MAX_GRADE:
            yield Violation(place, make_message("reading-grade-cards", grade=grade, most=MAX_GRADE))
        grade = measure_reading_grade(extract_question_text(lesson.lesson))
        if grade > MAX_GRADE:
            yield Violation(
                place, make_message("reading-grade-questions", grade=grade, most=MAX_GRADE)
            )


@register_check("reading-hard", severity="warning", strict=True)
def check_reading_hard(draft: PackDraft) -> Iterator[Violation]:
    """No single card, stem or line of a scenario is much harder than the rest."""
    for lesson in _list_english_lessons(draft):
        for text, place in list_passages(lesson.lesson):
            if count_words(text) < MIN_GRADED_WORDS:
                continue
            grade = measure_reading_grade(text)
            if grade > MAX_PASSAGE_GRADE:
                message = make_message("reading-hard", grade=grade, text=make_printable(text))
                yield Violation(place, message)


@register_check("stem-negative", severity="warning", strict=True)
def check_stem_negative(draft: PackDraft) -> Iterator[Violation]:
    """A question asks what is right, not what is wrong. A statement holds no negative."""
    for lesson in _list_english_lessons(draft):
        for question in lesson.lesson.questions:
            if AUTHORING_RULES[question.form].graded and (negative := _find_negative(question)):
                message = make_message(
                    "stem-negative",
                    negative=make_printable(negative),
                    stem=make_printable(question.stem),
                )
                yield Violation(question.position.place_of("stem"), message)


def _find_negative(question: PackQuestion) -> str | None:
    """The negative in what is asked. The story around it and quoted speech may hold one."""
    text = _QUOTED_SPEECH.sub("…", question.stem)
    parts = [text] if question.form == "true_false" else _ASKED_PART.findall(text)
    found = next((found for part in parts if (found := _NEGATIVE_WORD.search(part))), None)
    return found[0].strip() if found else None


@register_check("choice-of-above", strict=True)
def check_choice_of_above(draft: PackDraft) -> Iterator[Violation]:
    """No choice speaks of the other choices."""
    if not is_english(draft.language):
        return
    for question in draft.list_questions("single", "multiple"):
        for choice in question.choices:
            if _REFERS_TO_CHOICES.fullmatch(choice.text.strip(" .!")):
                message = make_message("choice-of-above", choice=make_printable(choice.text))
                yield Violation(choice.position.place_of("text"), message)
