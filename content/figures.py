"""Figures about a pack: its size, how hard it is to read, and how easy to guess."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from content.authoring_rules import AUTHORING_RULES, QUESTION_FORMS, QuestionForm
from content.checks.fairness import guess_longest, list_marked_questions
from content.draft import PackDraft
from content.prose import (
    calculate_lesson_seconds,
    extract_lesson_text,
    extract_question_text,
    is_english,
    measure_reading_grade,
)


@dataclass(frozen=True, slots=True)
class PackFigures:
    """Counts of one pack or of several.

    `forms` counts graded questions by form, including checkpoint questions. `grade` is the
    Flesch-Kincaid grade, None for languages other than English. `places[n]` is the number of right
    choices in place n. In `longest` of the `picked` questions the longest choice is right;
    `by_chance` is the number expected by chance.
    """

    lessons: int
    concepts: int
    forms: Mapping[QuestionForm, int]
    checkpoints: int
    seconds: int
    grade: float | None
    places: tuple[int, ...]
    picked: int
    longest: float
    by_chance: float

    @property
    def variants(self) -> int:
        """The number of graded questions."""
        return sum(self.forms.values())

    @property
    def scenarios(self) -> int:
        """The number of scenarios."""
        return self.forms.get("scenario", 0)


def count_figures(draft: PackDraft) -> PackFigures:
    """Count what could be read of a pack."""
    lessons = [one.lesson for one in draft.lessons.values()]
    graded: Counter[QuestionForm] = Counter(
        question.form
        for lesson in lessons
        for question in lesson.questions
        if AUTHORING_RULES[question.form].graded
    )
    guesses = [guess_longest(question) for question in list_marked_questions(draft)]
    text = " ".join(
        text
        for lesson in lessons
        for text in (extract_lesson_text(lesson), extract_question_text(lesson))
    )
    return PackFigures(
        lessons=len(lessons),
        concepts=sum(len(lesson.concepts) for lesson in lessons),
        forms={form: graded[form] for form in QUESTION_FORMS if graded[form]},
        checkpoints=sum(question.checkpoint for lesson in lessons for question in lesson.questions),
        seconds=sum(map(calculate_lesson_seconds, lessons)),
        grade=round(measure_reading_grade(text), 1) if is_english(draft.language) else None,
        places=_count_places(draft),
        picked=len(guesses),
        longest=sum(guess.right for guess in guesses),
        by_chance=sum(guess.chance for guess in guesses),
    )


def _count_places(draft: PackDraft) -> tuple[int, ...]:
    counts: Counter[int] = Counter()
    for question in list_marked_questions(draft):
        right = question.key.choices if question.key else ()
        counts.update(place for place, choice in enumerate(question.choices) if choice.id in right)
    return tuple(counts[place] for place in range(max(counts, default=-1) + 1))


def sum_figures(packs: Iterable[PackFigures]) -> PackFigures:
    """Add up packs. The grade is their mean, weighted by their lessons."""
    every = list(packs)
    forms: Counter[QuestionForm] = Counter()
    places: Counter[int] = Counter()
    for one in every:
        forms.update(one.forms)
        places.update(dict(enumerate(one.places)))
    graded = [(one.grade, one.lessons) for one in every if one.grade is not None and one.lessons]
    weighted = sum(grade * lessons for grade, lessons in graded)
    weight = sum(lessons for _, lessons in graded)
    return PackFigures(
        lessons=sum(one.lessons for one in every),
        concepts=sum(one.concepts for one in every),
        forms={form: forms[form] for form in QUESTION_FORMS if forms[form]},
        checkpoints=sum(one.checkpoints for one in every),
        seconds=sum(one.seconds for one in every),
        grade=round(weighted / weight, 1) if weight else None,
        places=tuple(places[place] for place in range(max(places, default=-1) + 1)),
        picked=sum(one.picked for one in every),
        longest=sum(one.longest for one in every),
        by_chance=sum(one.by_chance for one in every),
    )
