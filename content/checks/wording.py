"""Are the words easy to read, and do questions ask plainly? English alone: other languages pass."""

import re
from collections.abc import Iterator

from content.draft import LessonDraft, PackDraft
from content.findings import Violation, make_printable
from content.prose import (
    count_words,
    extract_lesson_text,
    extract_question_text,
    is_english,
    list_passages,
    measure_reading_grade,
)
from content.registry import check
from content.values import PackQuestion

MAX_GRADE = 8.0  # of cards, and of questions, lesson by lesson
MAX_PASSAGE_GRADE, MIN_GRADED_WORDS = (
    9.0,
    12,
)  # of one card, stem or line; the formula is noise below so many words

_NEGATIVE_WORD = re.compile(r"\b(?:not|never|cannot|except|least|avoid)\b|n[’']t\b", re.I)
# a question is looked for from where its sentence begins: from every letter, a long stem would take minutes
_ASKED_PART = re.compile(
    r"(?:^|(?<=[.!?…]))[^.!?…]*\?|(?:^|(?<=[.!?…] ))(?:pick|choose|find|spot|mark|select)\b[^.!?…]*",
    re.IGNORECASE,
)
_QUOTED_SPEECH = re.compile(r"“[^”]*”|\"[^\"]*\"")
_REFERS_TO_CHOICES = re.compile(
    r"(?:all|none|both|any|neither|either|some|each|most)(?: (?:one|two|three))?"
    r"(?: of (?:the |these|those|them|this|it)?(?:others?|above|rest|answers|choices|options)?"
    r"| (?:the )?(?:above|others?|answers|choices|options)| are (?:right|wrong|correct|true|false))?"
    r"|.*\b(?:of the above|of the other (?:answers|choices|options))\b.*|[a-f] (?:and|&|or) [a-f]|(?:i )?don[’']t know",
    re.IGNORECASE,
)


def _list_english_lessons(draft: PackDraft) -> Iterator[LessonDraft]:
    if is_english(draft.language):
        yield from draft.lessons.values()


@check(
    "reading-grade",
    "People read this on their feet, between two customers, many in a second language.",
    strict=True,
)
def reading_grade(draft: PackDraft) -> Iterator[Violation]:
    """The cards of a lesson, and its questions, are read with ease after eight years of school."""
    for one in _list_english_lessons(draft):
        halves = (
            ("cards read", extract_lesson_text(one.lesson)),
            ("questions read", extract_question_text(one.lesson)),
        )
        for name, text in halves:
            if (found := measure_reading_grade(text)) > MAX_GRADE:
                what = f"the {name} at grade {found:.1f}, {MAX_GRADE:.0f} at most"
                yield Violation(
                    one.document.place_of("title"),
                    what,
                    "shorter sentences first, then shorter words",
                )


@check(
    "reading-hard", "One hard screen is where people stop reading.", severity="warning", strict=True
)
def reading_hard(draft: PackDraft) -> Iterator[Violation]:
    """No single card, stem or line of a scenario is much harder than the rest."""
    for one in _list_english_lessons(draft):
        for text, place in list_passages(one.lesson):
            if (
                count_words(text) >= MIN_GRADED_WORDS
                and (found := measure_reading_grade(text)) > MAX_PASSAGE_GRADE
            ):
                what = f"this reads at grade {found:.1f}: {make_printable(text)}"
                yield Violation(
                    place, what, "cut the longest sentence in two, and swap the longest word"
                )


@check(
    "stem-negative",
    "A small “not” is overlooked, and then somebody who knows is told they do not.",
    "warning",
    True,
)
def stem_negative(draft: PackDraft) -> Iterator[Violation]:
    """A question asks what is right, not what is not; a statement to judge holds no negative."""
    for one in _list_english_lessons(draft):
        for question in one.lesson.questions:
            if question.form != "reflection" and (found := _find_negative(question)):
                what = f"the question turns on {make_printable(found)!r}: {make_printable(question.stem)}"
                yield Violation(
                    question.position.place_of("stem"),
                    what,
                    "ask for what to do, or say the opposite plainly",
                )


def _find_negative(question: PackQuestion) -> str | None:
    """The negative in what is asked; the story around it and people's own words may hold one."""
    text = _QUOTED_SPEECH.sub("…", question.stem)
    parts = [text] if question.form == "true_false" else _ASKED_PART.findall(text)
    found = next((found for part in parts if (found := _NEGATIVE_WORD.search(part))), None)
    return found[0].strip() if found else None


@check(
    "choice-of-above",
    "It tests who reads choices cleverly; and shuffled, there is no “above”.",
    strict=True,
)
def choice_of_above(draft: PackDraft) -> Iterator[Violation]:
    """No choice speaks of the other choices."""
    for one in _list_english_lessons(draft):
        for question in one.lesson.questions:
            if question.form in ("single", "multiple"):
                for choice in question.choices:
                    if _REFERS_TO_CHOICES.fullmatch(choice.text.strip(" .!")):
                        what = f"this choice is about the other ones: {make_printable(choice.text)}"
                        fix = "write a choice of its own, or use `form: multiple`"
                        yield Violation(choice.position.place_of("text"), what, fix)
