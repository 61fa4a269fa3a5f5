"""What every scheduler sees and does, and the product's own, driven as the product drives it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from simulate.course import respond
from simulate.staff import START, Staff

from learning.rules.breaks import Learner, compose
from learning.rules.fitting import fit_weights
from learning.rules.memory import Review
from learning.rules.recording import record
from learning.rules.shelf import Shelf
from learning.rules.standing import Answer, Attempt, Progress, Reading, Standing
from learning.rules.weights import ALWAYS, Eras, Weights

MOST = 100
"""Memories that a break is chosen from, as in `plan_breaks`."""
NIGHTS = range(9, 90, 3)
"""After these days the office fits: every third night, since a trial has hundreds of offices."""


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
    eras: Eras = ALWAYS
    people: list["Herobreak"] = field(default_factory=list)
    changes: list[tuple[datetime, Weights]] = field(default_factory=list)

    def night(self, number: int) -> None:
        """Fit, and adopt what foretells the newest answers better."""
        if not self.fits or number not in NIGHTS:
            return
        now = datetime.combine(START + timedelta(days=number), time(23), UTC)
        log = {one.person.number: list(one.history.values()) for one in self.people}
        found = fit_weights(log, self.eras.at(now))
        if found.weights and not found.reason:
            self.changes.append((now, found.weights))
            self.eras = Eras(self.changes)


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
            weights=self.office.eras.at(_noon(day)),
        )
        return [Step(item.kind, item.id) for item in compose(learner, self.shelf)]

    def hear(self, day: date, done: Sequence[Done]) -> None:
        at = _noon(day)
        entries: list[Answer | Reading] = []
        for one in done:
            at += timedelta(seconds=one.seconds)
            self.sent += 1
            entries.append(self._entry(one, UUID(int=self.sent), at, day))
        standing = replace(self.standing, weights=self.office.eras, history=self._replayed(at))
        changes = record(standing, self.shelf, entries)
        memories = {**self.standing.memories, **changes.memories}
        self.standing = replace(self.standing, memories=memories, progress=changes.progress)
        for attempt in changes.attempts:
            self.history.setdefault(attempt.concept, []).append(_review(attempt))

    def _replayed(self, at: datetime) -> dict[str, tuple[Review, ...]]:
        """Give the log of what was last asked before a change of weights."""
        known, eras = self.standing.memories, self.office.eras
        return {
            concept: tuple(log) for concept, log in self.history.items() if eras.differ((known[concept].last_at, at))
        }

    def _entry(self, one: Done, key: UUID, at: datetime, day: date) -> Answer | Reading:
        found = self.shelf.question(one.step.id)
        if found:
            return Answer(key, one.step.id, respond(found[1], one.right), one.sure, at, day, one.seconds)
        self.read[one.step.id] = self.shelf.volumes[0].lessons[one.step.id].concepts
        return Reading(key, one.step.id, at, day, one.seconds)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _review(attempt: Attempt) -> Review:
    answer = attempt.answer
    assert attempt.grade
    return Review(answer.at, str(answer.id), answer.day, attempt.grade, answer.question, attempt.guess)
