"""The interface of schedulers, and the product's own scheduler, used as the product uses it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from msgspec.structs import replace
from simulate.simulated_pack import make_response
from simulate.simulated_people import FIRST_DAY_SIMULATED, SimulatedPerson

from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_composer import compose_break
from learning.rules.practice.break_contents import Learner
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

MAX_MEMORIES = 100
"""The number of memories from which a break is composed, as in `plan_breaks`."""
FITTING_NIGHTS = range(9, 90, 3)
"""The days after which weights are fitted: every third night, to save time."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a break: a lesson or a question."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class StepResult:
    """The result of a step. `right` and `sure` have no meaning for a lesson."""

    step: Step
    seconds: float
    right: bool = False
    sure: bool = False


class Scheduler(Protocol):
    """Plans breaks, and gets their results. It does not see the memory model."""

    def plan_break(self, day: date) -> Sequence[Step]: ...

    def record_break(self, day: date, results: Sequence[StepResult]) -> None: ...


@dataclass
class SharedWeights:
    """The weights of an organisation. With `fits` they are fitted at night to all answers."""

    fits: bool
    weights_history: WeightsHistory = DEFAULT_WEIGHTS_HISTORY
    people: list["Herobreak"] = field(default_factory=list)
    changes: list[tuple[datetime, Weights]] = field(default_factory=list)

    def run_night(self, number: int) -> None:
        """Fit the weights, and adopt them if they predict the newest answers better."""
        if not self.fits or number not in FITTING_NIGHTS:
            return
        now = datetime.combine(FIRST_DAY_SIMULATED + timedelta(days=number), time(23), UTC)
        log = {result.person.number: list(result.history.values()) for result in self.people}
        found = fit_weights(log, self.weights_history.weights_at(now))
        if found.weights and not found.reason:
            self.changes.append((now, found.weights))
            self.weights_history = WeightsHistory(self.changes)


class Herobreak:
    """The product's rules for composing and recording, with dictionaries instead of tables."""

    def __init__(
        self, person: SimulatedPerson, catalogue: TeamCatalogue, shared_weights: SharedWeights
    ) -> None:
        self.person, self.catalogue, self.shared_weights = person, catalogue, shared_weights
        self.state = LearnerState(person.number, person.rota, LearnerProgress(), {}, {}, (), ())
        self.history: dict[str, list[GradedAttempt]] = {}
        self.read: dict[str, Sequence[str]] = {}
        self.sent = 0
        shared_weights.people.append(self)

    def plan_break(self, day: date) -> Sequence[Step]:
        known, progress = self.state.memories, self.state.progress
        earliest_due = sorted(known, key=lambda concept: known[concept].due)[:MAX_MEMORIES]
        learner = Learner(
            person=self.person.number,
            day=day,
            budget_seconds=self.person.minutes * 60,
            pace=progress.pace,
            memories={concept: known[concept] for concept in earliest_due},
            read_lessons=self.read.keys(),
            unasked_concepts=[
                concept
                for taught in self.read.values()
                for concept in taught
                if concept not in known
            ],
            drift=progress.drift,
            weights=self.shared_weights.weights_history.weights_at(_get_noon(day)),
        )
        return [Step(item.kind, item.id) for item in compose_break(learner, self.catalogue)]

    def record_break(self, day: date, results: Sequence[StepResult]) -> None:
        answered_at = _get_noon(day)
        entries: list[Attempt | LessonReading] = []
        for result in results:
            answered_at += timedelta(seconds=result.seconds)
            self.sent += 1
            entries.append(self._make_event(result, UUID(int=self.sent), answered_at, day))
        state = replace(
            self.state,
            weights_history=self.shared_weights.weights_history,
            attempts_by_concept=self._list_replayed(answered_at),
        )
        changes = record_batch(state, self.catalogue, entries)
        memories = {**self.state.memories, **changes.memories}
        self.state = replace(self.state, memories=memories, progress=changes.progress)
        for attempt in changes.attempts:
            self.history.setdefault(attempt.concept, []).append(_make_graded_attempt(attempt))

    def _list_replayed(self, answered_at: datetime) -> dict[str, tuple[GradedAttempt, ...]]:
        """Give the attempts of concepts whose last attempt is older than a change of weights."""
        known, history = self.state.memories, self.shared_weights.weights_history
        return {
            concept: tuple(log)
            for concept, log in self.history.items()
            if history.has_change_between((known[concept].last_at, answered_at))
        }

    def _make_event(
        self, result: StepResult, key: UUID, answered_at: datetime, day: date
    ) -> Attempt | LessonReading:
        found = self.catalogue.find_question(result.step.id)
        if found:
            return Attempt(
                key,
                result.step.id,
                make_response(found[1], result.right),
                result.sure,
                answered_at,
                day,
                result.seconds,
            )
        self.read[result.step.id] = (
            self.catalogue.pack_versions[0].lesson_by_id[result.step.id].concepts
        )
        return LessonReading(key, result.step.id, answered_at, day, result.seconds)


def _get_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _make_graded_attempt(attempt: RecordedAttempt) -> GradedAttempt:
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
