"""The schedulers to compare with. They use the same lessons, questions and minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, MemoryState
from simulate.schedulers import Step, StepResult
from simulate.simulated_people import SimulatedPerson

from learning.rules.packs.pack_contents import Lesson, Question
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.item_time import USUAL_PACE

LADDER_DAYS = (1, 3, 7, 21)
BOX_DAYS = (1, 2, 4, 8, 16)
NEVER_DUE = date.max.toordinal()


@dataclass(slots=True)
class ConceptNotes:
    """What a scheduler knows of a concept. Days are ordinals. Each scheduler uses some fields."""

    due: int
    last: int
    question: str = ""
    asked: int = 0
    box: int = 0
    ease: float = 2.5
    interval: int = 0
    state: MemoryState | None = None


class NoReview:
    """Teaches lessons with their first questions only. It is the base of the other baselines.

    Every break begins with the next lesson. With `waits_for_room` it does so only if the lesson
    fits together with all that is due.
    """

    def __init__(
        self, person: SimulatedPerson, catalogue: TeamCatalogue, waits_for_room: bool = False
    ) -> None:
        self.person, self.catalogue, self.waits_for_room = person, catalogue, waits_for_room
        self.cards: dict[str, ConceptNotes] = {}
        self.times = catalogue.pack_versions[0].item_times_in_language()
        self.pace = USUAL_PACE
        self.random = Random(f"baseline {person.seed} {person.number}")
        self.lessons = list(catalogue.pack_versions[0].lesson_by_id.values())
        self.read = 0

    def list_due(self, day: int) -> list[str]:
        """List the concepts to ask on a day, the most important first."""
        return [concept for concept, card in self.cards.items() if not card.asked]

    def record_result(self, card: ConceptNotes, day: int, done: StepResult) -> None:
        """Note the result of a question. `last` and `asked` still have their earlier values."""

    def plan_break(self, day: date) -> Sequence[Step]:
        due = [self._choose_variant(concept) for concept in self.list_due(day.toordinal())]
        reviews = [Step("question", question.id) for question in due]
        if self.read == len(self.lessons):
            return reviews
        lesson = self.lessons[self.read]
        new = [self._choose_variant(concept) for concept in lesson.concepts]
        if (
            self.waits_for_room
            and due
            and self._estimate_seconds(lesson, [*new, *due]) > self.person.minutes * 60
        ):
            return reviews
        return [
            Step("lesson", lesson.id),
            *(Step("question", question.id) for question in new),
            *reviews,
        ]

    def record_break(self, day: date, done: Sequence[StepResult]) -> None:
        today = day.toordinal()
        for one in done:
            found = self.catalogue.find_question(one.step.id)
            if not found:
                self.cards |= {
                    concept: ConceptNotes(today, today)
                    for concept in self.lessons[self.read].concepts
                }
                self.read += 1
                continue
            question = found[1]
            self.pace += 0.1 * (
                one.seconds * USUAL_PACE / self.times[question.id].whole - self.pace
            )
            card = self.cards[question.concept]
            self.record_result(card, today, one)
            card.last, card.question, card.asked = today, question.id, card.asked + 1

    def _estimate_seconds(self, lesson: Lesson, questions: Sequence[Question]) -> float:
        ids = [lesson.id, *(question.id for question in questions)]
        return sum(self.times[item_id].whole for item_id in ids) * self.pace / USUAL_PACE

    def _choose_variant(self, concept: str) -> Question:
        questions = self.catalogue.concept_questions[concept].questions
        card = self.cards.get(concept)
        last = (
            self.catalogue.concept_questions[concept].index_by_question.get(card.question)
            if card
            else None
        )
        return questions[(self.person.number if last is None else last + 1) % len(questions)]


class RandomReview(NoReview):
    """Asks concepts that were not asked today, in random order."""

    def list_due(self, day: int) -> list[str]:
        known = [
            concept for concept, card in self.cards.items() if card.last < day or not card.asked
        ]
        return self.random.sample(known, len(known))


class DueDateReview(NoReview):
    """Asks what is due, the longest overdue first."""

    def list_due(self, day: int) -> list[str]:
        ready = [concept for concept, card in self.cards.items() if card.due <= day]
        return sorted(ready, key=lambda concept: (self.cards[concept].due, concept))


class Leitner(DueDateReview):
    """Leitner boxes of 1, 2, 4, 8 and 16 days: one up if correct, to the first if wrong."""

    def record_result(self, card: ConceptNotes, day: int, done: StepResult) -> None:
        card.box = min(card.box + 1, len(BOX_DAYS)) if done.right else 1
        card.due = day + BOX_DAYS[card.box - 1]


class Ladder(DueDateReview):
    """Asks after 1, 3, 7 and 21 days, whatever the answers, then never again."""

    def record_result(self, card: ConceptNotes, day: int, done: StepResult) -> None:
        card.due = day + LADDER_DAYS[card.box] if card.box < len(LADDER_DAYS) else NEVER_DUE
        card.box += 1


class Sm2(DueDateReview):
    """SuperMemo 2: 1 day, 6 days, then times the ease. Its grades: wrong 1, unsure 3, sure 5."""

    def record_result(self, card: ConceptNotes, day: int, done: StepResult) -> None:
        grade = (5 if done.sure else 3) if done.right else 1
        card.ease = max(1.3, card.ease + 0.1 - (5 - grade) * (0.08 + (5 - grade) * 0.02))
        card.box = card.box + 1 if done.right else 0
        card.interval = {0: 1, 1: 1, 2: 6}.get(card.box, round(card.interval * card.ease))
        card.due = day + card.interval


class DueFsrs(DueDateReview):
    """FSRS-6 with the library's weights at 0.9, by due date."""

    engine = FSRS(list(DEFAULT_PARAMETERS))

    def record_result(self, card: ConceptNotes, day: int, done: StepResult) -> None:
        states = self.engine.next_states(card.state, 0.9, day - card.last if card.state else 0)
        after = (states.good if done.sure else states.hard) if done.right else states.again
        card.state, card.due = after.memory, day + max(1, round(after.interval))


class WeakestFsrs(DueFsrs):
    """Like `DueFsrs`, but asks the due concept with the lowest recall first."""

    def list_due(self, day: int) -> list[str]:
        return sorted(
            super().list_due(day),
            key=lambda concept: self._calculate_strength(self.cards[concept], day),
        )

    @staticmethod
    def _calculate_strength(card: ConceptNotes, day: int) -> float:
        return (card.last - day) / card.state.stability if card.state else -NEVER_DUE


BASELINES: dict[str, type[NoReview]] = {
    "no review": NoReview,
    "random review": RandomReview,
    "Leitner boxes": Leitner,
    "ladder 1-3-7-21": Ladder,
    "SM-2": Sm2,
    "FSRS, due first": DueFsrs,
    "FSRS, weakest first": WeakestFsrs,
}
SINGLE_PACE_BASELINES = ("no review", "random review")
"""These have no variant that waits for room: it would only teach, or never teach."""
