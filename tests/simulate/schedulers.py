"""What every scheduler sees and does, and the product's own, driven as the product drives it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from simulate.course import respond
from simulate.fit import fitted
from simulate.staff import Staff

from learning.rules.breaks import Learner, compose
from learning.rules.memory import Memory, Review, fold
from learning.rules.recording import record
from learning.rules.shelf import Shelf
from learning.rules.standing import Answer, Attempt, Progress, Reading, Standing
from learning.rules.weights import DEFAULT, Weights

MOST = 100
"""Memories that a break is chosen from, as in `plan_breaks`."""
NIGHTS = (21, 28, 35, 42, 49, 56, 63, 70, 77, 84)
"""After these days the office fits."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do: a lesson, or a question."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. `right` and `sure` say nothing of a lesson."""

    step: Step
    seconds: float
    right: bool = False
    sure: bool = False


class Scheduler(Protocol):
    """Plans a break, and hears how it went. It never sees the head."""

    def plan(self, day: date) -> Sequence[Step]: ...

    def hear(self, day: date, done: Sequence[Done]) -> None: ...


@dataclass
class Office:
    """What the people of an organisation share: the weights, fitted at night to everybody's answers if `fits`."""

    fits: bool
    weights: Weights = DEFAULT
    people: list["Herobreak"] = field(default_factory=list)

    def night(self, number: int) -> None:
        """Fit, and fold everybody's answers anew if the weights changed."""
        if not self.fits or number not in NIGHTS:
            return
        weights = fitted([history for one in self.people for history in one.history.values()], self.weights)
        if weights is not self.weights:
            self.weights = weights
            for one in self.people:
                one.fold()


class Herobreak:
    """`compose` and `record`, between which dictionaries stand for the tables."""

    def __init__(self, person: Staff, shelf: Shelf, office: Office) -> None:
        self.person, self.shelf, self.office = person, shelf, office
        self.standing = Standing(person.number, person.rota, Progress(), {}, {}, (), ())
        self.history: dict[str, list[Review]] = {}
        self.read: dict[str, Sequence[str]] = {}
        self.sent = 0
        office.people.append(self)

    def plan(self, day: date) -> Sequence[Step]:
        known, progress = self.standing.memories, self.standing.progress
        first = sorted(known, key=lambda concept: known[concept].due)[:MOST]
        learner = Learner(
            person=self.person.number,
            day=day,
            budget=self.person.minutes * 60,
            pace=progress.pace,
            memories={concept: known[concept] for concept in first},
            read=self.read.keys(),
            unasked=[concept for taught in self.read.values() for concept in taught if concept not in known],
            drift=progress.drift,
            weights=self.office.weights,
        )
        return [Step(item.kind, item.id) for item in compose(learner, self.shelf)]

    def hear(self, day: date, done: Sequence[Done]) -> None:
        at = datetime.combine(day, time(12), UTC)
        entries: list[Answer | Reading] = []
        for one in done:
            at += timedelta(seconds=one.seconds)
            self.sent += 1
            entries.append(self._entry(one, UUID(int=self.sent), at, day))
        changes = record(replace(self.standing, weights=self.office.weights), self.shelf, entries)
        self._keep({**self.standing.memories, **changes.memories}, changes.progress)
        for attempt in changes.attempts:
            self.history.setdefault(attempt.concept, []).append(_review(attempt))

    def fold(self) -> None:
        """Replay the whole log, as after a change of weights."""
        weights, person, rota = self.office.weights, self.standing.person, self.standing.rota
        folded = {concept: fold(log, person, concept, rota, weights) for concept, log in self.history.items()}
        self._keep({concept: memory for concept, memory in folded.items() if memory}, self.standing.progress)

    def _keep(self, memories: dict[str, Memory], progress: Progress) -> None:
        self.standing = replace(self.standing, memories=memories, progress=progress)

    def _entry(self, one: Done, key: UUID, at: datetime, day: date) -> Answer | Reading:
        found = self.shelf.question(one.step.id)
        if found:
            return Answer(key, one.step.id, respond(found[1], one.right), one.sure, at, day, one.seconds)
        self.read[one.step.id] = self.shelf.volumes[0].lessons[one.step.id].concepts
        return Reading(key, one.step.id, at, day, one.seconds)


def _review(attempt: Attempt) -> Review:
    answer = attempt.answer
    assert attempt.grade
    return Review(answer.at, str(answer.id), answer.day, attempt.grade, answer.question, attempt.guess)
