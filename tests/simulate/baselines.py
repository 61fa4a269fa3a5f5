"""What we compare with: simple schedules over the same lessons, questions and minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, MemoryState
from simulate.schedulers import Done, Step
from simulate.staff import Staff

from learning.rules.packs.pack_contents import (
    Lesson,
    Question,
)
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.forms import FORM_RULES, USUAL_QUESTION_SECONDS

LADDER = (1, 3, 7, 21)
BOXES = (1, 2, 4, 8, 16)
NEVER = date.max.toordinal()


@dataclass(slots=True)
class Card:
    """What a schedule notes of an idea, in days; which of the later fields it uses is its own affair."""

    due: int
    last: int
    question: str = ""
    asked: int = 0
    box: int = 0
    ease: float = 2.5
    interval: int = 0
    state: MemoryState | None = None


class NoReview:
    """Lessons and their first questions alone; and what all the others share: minutes, lessons, variants in turn.

    Every break begins with the next lesson, or, for one who is `patient`, only if it fits with all that is due.
    """

    def __init__(self, person: Staff, shelf: TeamCatalogue, patient: bool = False) -> None:
        self.person, self.shelf, self.patient = person, shelf, patient
        self.cards: dict[str, Card] = {}
        self.pace = USUAL_QUESTION_SECONDS
        self.dice = Random(f"baseline {person.seed} {person.number}")
        self.lessons = list(shelf.pack_versions[0].lesson_by_id.values())
        self.read = 0

    def due(self, day: int) -> list[str]:
        """Return the ideas to ask on a day, first things first."""
        return [concept for concept, card in self.cards.items() if not card.asked]

    def note(self, card: Card, day: int, done: Done) -> None:
        """Note how an idea went; `last` and `asked` are still those from before."""

    def plan(self, day: date) -> Sequence[Step]:
        due = [self._variant(concept) for concept in self.due(day.toordinal())]
        reviews = [Step("question", question.id) for question in due]
        if self.read == len(self.lessons):
            return reviews
        lesson = self.lessons[self.read]
        new = [self._variant(concept) for concept in lesson.concepts]
        if self.patient and due and self._seconds(lesson, [*new, *due]) > self.person.minutes * 60:
            return reviews
        return [
            Step("lesson", lesson.id),
            *(Step("question", question.id) for question in new),
            *reviews,
        ]

    def hear(self, day: date, done: Sequence[Done]) -> None:
        today = day.toordinal()
        for one in done:
            found = self.shelf.find_question(one.step.id)
            if not found:
                self.cards |= {
                    concept: Card(today, today) for concept in self.lessons[self.read].concepts
                }
                self.read += 1
                continue
            question = found[1]
            self.pace += 0.1 * (
                one.seconds * USUAL_QUESTION_SECONDS / FORM_RULES[question.form].seconds - self.pace
            )
            card = self.cards[question.concept]
            self.note(card, today, one)
            card.last, card.question, card.asked = today, question.id, card.asked + 1

    def _seconds(self, lesson: Lesson, questions: Sequence[Question]) -> float:
        return (
            lesson.seconds
            + sum(FORM_RULES[question.form].seconds for question in questions)
            * self.pace
            / USUAL_QUESTION_SECONDS
        )

    def _variant(self, concept: str) -> Question:
        questions = self.shelf.concept_questions[concept].questions
        card = self.cards.get(concept)
        last = (
            self.shelf.concept_questions[concept].index_by_question.get(card.question)
            if card
            else None
        )
        return questions[(self.person.number if last is None else last + 1) % len(questions)]


class AnyOrder(NoReview):
    """Anything that was not asked today, in any order, as long as there is time."""

    def due(self, day: int) -> list[str]:
        known = [
            concept for concept, card in self.cards.items() if card.last < day or not card.asked
        ]
        return self.dice.sample(known, len(known))


class Dated(NoReview):
    """What is due, the longest overdue first."""

    def due(self, day: int) -> list[str]:
        ready = [concept for concept, card in self.cards.items() if card.due <= day]
        return sorted(ready, key=lambda concept: (self.cards[concept].due, concept))


class Leitner(Dated):
    """Boxes of 1, 2, 4, 8 and 16 days: up one when right, back to the first when wrong."""

    def note(self, card: Card, day: int, done: Done) -> None:
        card.box = min(card.box + 1, len(BOXES)) if done.right else 1
        card.due = day + BOXES[card.box - 1]


class Ladder(Dated):
    """1, 3, 7 and 21 days, whatever the answers; then never again."""

    def note(self, card: Card, day: int, done: Done) -> None:
        card.due = day + LADDER[card.box] if card.box < len(LADDER) else NEVER
        card.box += 1


class Sm2(Dated):
    """SuperMemo 2: 1 day, 6 days, then times the ease. Wrong is 1 in its grades, unsure 3, sure 5."""

    def note(self, card: Card, day: int, done: Done) -> None:
        grade = (5 if done.sure else 3) if done.right else 1
        card.ease = max(1.3, card.ease + 0.1 - (5 - grade) * (0.08 + (5 - grade) * 0.02))
        card.box = card.box + 1 if done.right else 0
        card.interval = {0: 1, 1: 1, 2: 6}.get(card.box, round(card.interval * card.ease))
        card.due = day + card.interval


class DueFsrs(Dated):
    """FSRS-6 with the library's weights at 0.9, by due date."""

    engine = FSRS(list(DEFAULT_PARAMETERS))

    def note(self, card: Card, day: int, done: Done) -> None:
        states = self.engine.next_states(card.state, 0.9, day - card.last if card.state else 0)
        after = (states.good if done.sure else states.hard) if done.right else states.again
        card.state, card.due = after.memory, day + max(1, round(after.interval))


class WeakestFsrs(DueFsrs):
    """The same, but of what is due the least likely to be remembered first."""

    def due(self, day: int) -> list[str]:
        return sorted(
            super().due(day), key=lambda concept: self._strength(self.cards[concept], day)
        )

    @staticmethod
    def _strength(card: Card, day: int) -> float:
        return (card.last - day) / card.state.stability if card.state else -NEVER


BASELINES: dict[str, type[NoReview]] = {
    "no review": NoReview,
    "random review": AnyOrder,
    "Leitner boxes": Leitner,
    "ladder 1-3-7-21": Ladder,
    "SM-2": Sm2,
    "FSRS, due first": DueFsrs,
    "FSRS, weakest first": WeakestFsrs,
}
ONE_PACE = ("no review", "random review")
"""These take a lesson every break: being patient, they would do nothing else, or never come to one."""
