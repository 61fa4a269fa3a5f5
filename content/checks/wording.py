"""Are the words easy to read, and do questions ask plainly? English alone: other languages pass."""

import re
from collections.abc import Iterator

from content.draft import Draft, LessonDraft
from content.findings import Problem, shown
from content.prose import asked, english, grade, passages, told, words
from content.registry import check
from content.values import Question

GRADE = 8.0  # of cards, and of questions, lesson by lesson
HARD_GRADE, HARD_WORDS = (
    9.0,
    12,
)  # of one card, stem or line; the formula is noise below so many words

_NEGATIVE = re.compile(r"\b(?:not|never|cannot|except|least|avoid)\b|n[’']t\b", re.I)
# a question is looked for from where its sentence begins: from every letter, a long stem would take minutes
_ASKED = re.compile(
    r"(?:^|(?<=[.!?…]))[^.!?…]*\?|(?:^|(?<=[.!?…] ))(?:pick|choose|find|spot|mark|select)\b[^.!?…]*",
    re.IGNORECASE,
)
_SPEECH = re.compile(r"“[^”]*”|\"[^\"]*\"")
_OF_ABOVE = re.compile(
    r"(?:all|none|both|any|neither|either|some|each|most)(?: (?:one|two|three))?"
    r"(?: of (?:the |these|those|them|this|it)?(?:others?|above|rest|answers|choices|options)?"
    r"| (?:the )?(?:above|others?|answers|choices|options)| are (?:right|wrong|correct|true|false))?"
    r"|.*\b(?:of the above|of the other (?:answers|choices|options))\b.*|[a-f] (?:and|&|or) [a-f]|(?:i )?don[’']t know",
    re.IGNORECASE,
)


def _english(draft: Draft) -> Iterator[LessonDraft]:
    if english(draft.language):
        yield from draft.lessons.values()


@check(
    "reading-grade",
    "People read this on their feet, between two customers, many in a second language.",
    strict=True,
)
def reading_grade(draft: Draft) -> Iterator[Problem]:
    """The cards of a lesson, and its questions, are read with ease after eight years of school."""
    for one in _english(draft):
        halves = (("cards read", told(one.lesson)), ("questions read", asked(one.lesson)))
        for name, text in halves:
            if (found := grade(text)) > GRADE:
                what = f"the {name} at grade {found:.1f}, {GRADE:.0f} at most"
                yield Problem(
                    one.document.place("title"), what, "shorter sentences first, then shorter words"
                )


@check(
    "reading-hard", "One hard screen is where people stop reading.", severity="warning", strict=True
)
def reading_hard(draft: Draft) -> Iterator[Problem]:
    """No single card, stem or line of a scenario is much harder than the rest."""
    for one in _english(draft):
        for text, place in passages(one.lesson):
            if words(text) >= HARD_WORDS and (found := grade(text)) > HARD_GRADE:
                what = f"this reads at grade {found:.1f}: {shown(text)}"
                yield Problem(
                    place, what, "cut the longest sentence in two, and swap the longest word"
                )


@check(
    "stem-negative",
    "A small “not” is overlooked, and then somebody who knows is told they do not.",
    "warning",
    True,
)
def stem_negative(draft: Draft) -> Iterator[Problem]:
    """A question asks what is right, not what is not; a statement to judge holds no negative."""
    for one in _english(draft):
        for question in one.lesson.questions:
            if question.form != "reflection" and (found := _negative(question)):
                what = f"the question turns on {shown(found)!r}: {shown(question.stem)}"
                yield Problem(
                    question.at.place("stem"),
                    what,
                    "ask for what to do, or say the opposite plainly",
                )


def _negative(question: Question) -> str | None:
    """The negative in what is asked; the story around it and people's own words may hold one."""
    text = _SPEECH.sub("…", question.stem)
    parts = [text] if question.form == "true_false" else _ASKED.findall(text)
    found = next((found for part in parts if (found := _NEGATIVE.search(part))), None)
    return found[0].strip() if found else None


@check(
    "choice-of-above",
    "It tests who reads choices cleverly; and shuffled, there is no “above”.",
    strict=True,
)
def choice_of_above(draft: Draft) -> Iterator[Problem]:
    """No choice speaks of the other choices."""
    for one in _english(draft):
        for question in one.lesson.questions:
            if question.form in ("single", "multiple"):
                for choice in question.choices:
                    if _OF_ABOVE.fullmatch(choice.text.strip(" .!")):
                        what = f"this choice is about the other ones: {shown(choice.text)}"
                        fix = "write a choice of its own, or use `form: multiple`"
                        yield Problem(choice.at.place("text"), what, fix)
