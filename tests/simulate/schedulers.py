"""What every scheduler sees and does, and the product's own, driven as the product drives it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from simulate.course import respond
from simulate.staff import START, Staff

from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_composer import Learner, compose_break
from learning.rules.practice.learner_state import (
    Attempt,
    LearnerProgress,
    LearnerState,
    LessonReading,
    RecordedAttempt,
)
from learning.rules.practice.memory import GradedAttempt
from learning.rules.practice.record_attempts import record_batch
from learning.rules.practice.weights import DEFAULT_WEIGHTS_HISTORY, Weights, WeightsHistory
from learning.rules.practice.weights_fitting import fit_weights

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
    eras: WeightsHistory = DEFAULT_WEIGHTS_HISTORY
    people: list["Herobreak"] = field(default_factory=list)
    changes: list[tuple[datetime, Weights]] = field(default_factory=list)

    def night(self, number: int) -> None:
        """Fit, and adopt what foretells the newest answers better."""
        if not self.fits or number not in NIGHTS:
            return
        now = datetime.combine(START + timedelta(days=number), time(23), UTC)
        log = {one.person.number: list(one.history.values()) for one in self.people}
        found = fit_weights(log, self.eras.weights_at(now))
        if found.weights and not found.reason:
            self.changes.append((now, found.weights))
            self.eras = WeightsHistory(self.changes)


class Herobreak:
    """`compose` and `record`, between which dictionaries stand for the tables."""

    def __init__(self, person: Staff, shelf: TeamCatalogue, office: Office) -> None:
        self.person, self.shelf, self.office = person, shelf, office
        self.standing = LearnerState(person.number, person.rota, LearnerProgress(), {}, {}, (), ())
        self.history: dict[str, list[GradedAttempt]] = {}
        self.read: dict[str, Sequence[str]] = {}
        self.sent = 0
        office.people.append(self)

    def plan(self, day: date) -> Sequence[Step]:
        known, progress = self.standing.memories, self.standing.progress
        first = sorted(known, key=lambda concept: known[concept].due)[:MOST]
        learner = Learner(
            person=self.person.number,
            day=day,
            budget_seconds=self.person.minutes * 60,
            question_seconds=progress.pace,
            memories={concept: known[concept] for concept in first},
            read_lessons=self.read.keys(),
            unasked_concepts=[
                concept
                for taught in self.read.values()
                for concept in taught
                if concept not in known
            ],
            drift=progress.drift,
            weights=self.office.eras.weights_at(_noon(day)),
        )
        return [Step(item.kind, item.id) for item in compose_break(learner, self.shelf)]

    def hear(self, day: date, done: Sequence[Done]) -> None:
        at = _noon(day)
        entries: list[Attempt | LessonReading] = []
        for one in done:
            at += timedelta(seconds=one.seconds)
            self.sent += 1
            entries.append(self._entry(one, UUID(int=self.sent), at, day))
        standing = replace(
            self.standing, weights_history=self.office.eras, attempts_by_concept=self._replayed(at)
        )
        changes = record_batch(standing, self.shelf, entries)
        memories = {**self.standing.memories, **changes.memories}
        self.standing = replace(self.standing, memories=memories, progress=changes.progress)
        for attempt in changes.attempts:
            self.history.setdefault(attempt.concept, []).append(_review(attempt))

    def _replayed(self, at: datetime) -> dict[str, tuple[GradedAttempt, ...]]:
        """Give the log of what was last asked before a change of weights."""
        known, eras = self.standing.memories, self.office.eras
        return {
            concept: tuple(log)
            for concept, log in self.history.items()
            if eras.has_change_between((known[concept].last_at, at))
        }

    def _entry(self, one: Done, key: UUID, at: datetime, day: date) -> Attempt | LessonReading:
        found = self.shelf.find_question(one.step.id)
        if found:
            return Attempt(
                key, one.step.id, respond(found[1], one.right), one.sure, at, day, one.seconds
            )
        self.read[one.step.id] = self.shelf.pack_versions[0].lesson_by_id[one.step.id].concepts
        return LessonReading(key, one.step.id, at, day, one.seconds)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _review(attempt: RecordedAttempt) -> GradedAttempt:
    answer = attempt.attempt
    assert attempt.grade
    return GradedAttempt(
        answer.occurred_at,
        str(answer.id),
        answer.day,
        attempt.grade,
        answer.question,
        attempt.guess_chance,
    )
