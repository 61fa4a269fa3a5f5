"""What a pack amounts to, in figures: how much there is of it, how hard it is to read, how hard to guess."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from content.checks.fairness import guess_longest, list_marked_questions
from content.draft import PackDraft
from content.prose import (
    extract_lesson_text,
    extract_question_text,
    is_english,
    measure_reading_grade,
)
from content.values import QUESTION_FORMS, QuestionForm


@dataclass(frozen=True, slots=True)
class PackFigures:
    """Counts, but `grade` (Flesch-Kincaid; None for other languages than English).

    `forms` counts graded questions by form, checkpoint ones among them. `places` says how many right choices stand first,
    second and so on. `longest` of `picked` questions have their longest choice right; `by_chance` would.
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
        """Graded questions."""
        return sum(self.forms.values())

    @property
    def scenarios(self) -> int:
        """Branching conversations."""
        return self.forms.get("scenario", 0)


def count_figures(draft: PackDraft) -> PackFigures:
    """Count what could be read of a pack."""
    lessons = [one.lesson for one in draft.lessons.values()]
    graded: Counter[QuestionForm] = Counter(
        q.form for lesson in lessons for q in lesson.questions if q.form != "reflection"
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
        seconds=sum(lesson.seconds for lesson in lessons),
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


def sum_figures(all_: Iterable[PackFigures]) -> PackFigures:
    """Add up packs; the grade is their mean, lesson by lesson."""
    every = list(all_)
    forms: Counter[QuestionForm] = Counter()
    places: Counter[int] = Counter()
    for one in every:
        forms.update(one.forms)
        places.update(dict(enumerate(one.places)))
    graded = [(one.grade, one.lessons) for one in every if one.grade is not None and one.lessons]
    weight = sum(lessons for _, lessons in graded)
    return PackFigures(
        lessons=sum(one.lessons for one in every),
        concepts=sum(one.concepts for one in every),
        forms={form: forms[form] for form in QUESTION_FORMS if forms[form]},
        checkpoints=sum(one.checkpoints for one in every),
        seconds=sum(one.seconds for one in every),
        grade=round(sum(grade * lessons for grade, lessons in graded) / weight, 1)
        if weight
        else None,
        places=tuple(places[place] for place in range(max(places, default=-1) + 1)),
        picked=sum(one.picked for one in every),
        longest=sum(one.longest for one in every),
        by_chance=sum(one.by_chance for one in every),
    )
