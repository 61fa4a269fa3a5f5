"""Simulate ninety days of an organisation under one scheduler."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from simulate.memory_models import MEMORY_MODELS, MemoryModel
from simulate.schedulers import Scheduler, Step, StepResult
from simulate.simulated_pack import build_catalogue, calculate_guess_chance
from simulate.simulated_people import FIRST_DAY_SIMULATED, PRACTICE_DAYS, SimulatedPerson

from learning.rules.packs.pack_contents import Lesson, Question
from learning.rules.seeded_random import random_fraction

INTERRUPTED_SHARE = 0.05
"""The share of breaks that a customer interrupts in the middle."""


@dataclass(slots=True)
class SimulatedLearner:
    """One person under one scheduler: the memory model, and the time spent."""

    person: SimulatedPerson
    memory: MemoryModel
    scheduler: Scheduler
    asked: dict[str, int] = field(default_factory=dict)
    learnt: set[str] = field(default_factory=set)
    seconds: float = 0.0

    def take_break(self, day: date) -> None:
        """Take a break: do its steps until the time is over or a customer interrupts."""
        random = Random(f"day {self.person.seed} {self.person.number} {day}")
        budget = self.person.minutes * (30.0 if random.random() < INTERRUPTED_SHARE else 60.0)
        start, spent = (day - FIRST_DAY_SIMULATED).days + 0.4, 0.0
        done: list[StepResult] = []
        for step in self.scheduler.plan_break(day):
            if spent >= budget:
                break
            done.append(self._do_step(step, start + spent / 86400, random))
            spent += done[-1].seconds
        self.scheduler.record_break(day, done)
        self.seconds += spent

    def count_remembered(self, day: int) -> float:
        """Calculate the number of concepts remembered on a day: the sum of the recalls."""
        return sum(self.memory.get_recall(concept, float(day)) for concept in self.learnt)

    def _do_step(self, step: Step, now: float, random: Random) -> StepResult:
        if found := build_catalogue().find_question(step.id):
            right, sure = self._answer_question(found[1], now)
            seconds = self._get_usual_seconds(step.id) * random.uniform(0.6, 1.4)
            return StepResult(step, seconds, right, sure)
        lesson = build_catalogue().pack_versions[0].lesson_by_id[step.id]
        self._read_lesson(lesson, now)
        return StepResult(step, self._get_usual_seconds(lesson.id) * random.uniform(0.7, 1.3))

    def _get_usual_seconds(self, item_id: str) -> float:
        times = build_catalogue().pack_versions[0].item_times_in_language()
        return times[item_id].whole * self.person.tempo

    def _read_lesson(self, lesson: Lesson, now: float) -> None:
        for concept in lesson.concepts:
            self.memory.study_concept(concept, now)
            self.learnt.add(concept)

    def _answer_question(self, question: Question, now: float) -> tuple[bool, bool]:
        """Answer from memory, else guess.

        The seeded random numbers depend on the turn of the concept, not on the scheduler.
        """
        person, concept = self.person, question.concept
        turn = self.asked[concept] = self.asked.get(concept, 0) + 1
        seed = (person.seed, person.number, concept, turn)
        remembers = random_fraction("knew", *seed) < self.memory.get_recall(concept, now)
        right = (
            random_fraction("slip", *seed) >= person.slip
            if remembers
            else random_fraction("luck", *seed) < calculate_guess_chance(question.id)
        )
        sure = random_fraction("sure", *seed) < (
            person.sure_if_known if remembers else person.sure_if_guessed
        )
        self.memory.practise_concept(concept, now, remembers)
        return right, sure


def simulate_days(
    people: Sequence[SimulatedPerson],
    model: str,
    make_scheduler: Callable[[SimulatedPerson], Scheduler],
    run_night: Callable[[int], None],
) -> list[SimulatedLearner]:
    """Simulate the days of all people, each with a memory of the model and an own scheduler."""
    learners = [
        SimulatedLearner(
            person,
            MEMORY_MODELS[model](Random(f"head {model} {person.seed} {person.number}")),
            make_scheduler(person),
        )
        for person in people
    ]
    for number in range(PRACTICE_DAYS):
        day = FIRST_DAY_SIMULATED + timedelta(days=number)
        for learner in learners:
            if day in learner.person.breaks:
                learner.take_break(day)
        run_night(number)
    return learners
