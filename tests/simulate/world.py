"""Ninety days of an organisation under one scheduler."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from simulate.course import course, luck
from simulate.heads import HEADS, Head
from simulate.schedulers import Done, Scheduler, Step
from simulate.staff import DAYS, START, Staff

from learning.rules.packs.pack_contents import Lesson, Question
from learning.rules.practice.forms import FORM_RULES
from learning.rules.seeded_random import random_fraction

INTERRUPTED = 0.05
"""The share of breaks that a customer ends half-way."""


@dataclass(slots=True)
class Life:
    """One person under one scheduler: the head that nobody sees, and what the days have cost."""

    person: Staff
    head: Head
    scheduler: Scheduler
    asked: dict[str, int] = field(default_factory=dict)
    learnt: set[str] = field(default_factory=set)
    seconds: float = 0.0

    def sit(self, day: date) -> None:
        """Take a break: item after item until the minutes are over or a customer comes."""
        noise = Random(f"day {self.person.seed} {self.person.number} {day}")
        budget = self.person.minutes * (30.0 if noise.random() < INTERRUPTED else 60.0)
        start, spent = (day - START).days + 0.4, 0.0
        done: list[Done] = []
        for step in self.scheduler.plan(day):
            if spent >= budget:
                break
            done.append(self._do(step, start + spent / 86400, noise))
            spent += done[-1].seconds
        self.scheduler.hear(day, done)
        self.seconds += spent

    def remembered(self, day: int) -> float:
        """Return how many ideas are remembered on a day: the sum of their chances."""
        return sum(self.head.chance(concept, float(day)) for concept in self.learnt)

    def _do(self, step: Step, now: float, noise: Random) -> Done:
        if found := course().find_question(step.id):
            right, sure = self._answer(found[1], now)
            seconds = (
                FORM_RULES[found[1].form].seconds * self.person.tempo * noise.uniform(0.6, 1.4)
            )
            return Done(step, seconds, right, sure)
        lesson = course().pack_versions[0].lesson_by_id[step.id]
        self._read(lesson, now)
        return Done(step, lesson.seconds * self.person.tempo * noise.uniform(0.7, 1.3))

    def _read(self, lesson: Lesson, now: float) -> None:
        for concept in lesson.concepts:
            self.head.study(concept, now)
            self.learnt.add(concept)

    def _answer(self, question: Question, now: float) -> tuple[bool, bool]:
        """Answer from memory, else by luck; the same dice for the same turn of an idea under every scheduler."""
        person, concept = self.person, question.concept
        turn = self.asked[concept] = self.asked.get(concept, 0) + 1
        dice = (person.seed, person.number, concept, turn)
        knew = random_fraction("knew", *dice) < self.head.chance(concept, now)
        right = (
            random_fraction("slip", *dice) >= person.slip
            if knew
            else random_fraction("luck", *dice) < luck(question.id)
        )
        sure = random_fraction("sure", *dice) < (
            person.sure_if_known if knew else person.sure_if_guessed
        )
        self.head.practise(concept, now, knew)
        return right, sure


def live(
    people: Sequence[Staff],
    model: str,
    hire: Callable[[Staff], Scheduler],
    night: Callable[[int], None],
) -> list[Life]:
    """Let everybody live through the days, each with a head of this model and a scheduler of their own."""
    lives = [
        Life(
            person,
            HEADS[model](Random(f"head {model} {person.seed} {person.number}")),
            hire(person),
        )
        for person in people
    ]
    for number in range(DAYS):
        day = START + timedelta(days=number)
        for life in lives:
            if day in life.person.breaks:
                life.sit(day)
        night(number)
    return lives
