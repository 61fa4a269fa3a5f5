"""The memories that a batch of practice events changes.

An attempt that comes late, or after the weights have changed, replays all attempts at its concept.
"""

from msgspec.structs import replace

from learning.rules.practice.learner_state import LearnerState
from learning.rules.practice.memory import (
    GradedAttempt,
    Memory,
    calculate_surprise,
    next_memory,
    replay_attempts,
)

DRIFT_UPDATE_SHARE = 0.03
"""The share of a new answer in the drift: about the last thirty reviews count."""


class BatchMemories:
    """The memories of one person while a batch is recorded, and the drift of their reviews."""

    def __init__(self, state: LearnerState) -> None:
        self.state = state
        self.changed: dict[str, Memory] = {}
        self.attempts_by_concept = {
            concept: list(reviews) for concept, reviews in state.attempts_by_concept.items()
        }
        self.drift = state.progress.drift

    def update_memory(self, graded: GradedAttempt, concept: str) -> Memory | None:
        """Update memory and drift with an attempt; return the memory just before it."""
        memory_before = self._find_memory_before(graded, concept)
        if memory_before and graded.day > memory_before.last_day:
            self.drift += DRIFT_UPDATE_SHARE * (
                calculate_surprise(
                    memory_before, graded, self.state.weights_history.weights_at(graded.answered_at)
                )
                - self.drift
            )
        self.changed[concept] = self._calculate_memory(memory_before, graded, concept)
        return memory_before

    def find_memory(self, concept: str) -> Memory | None:
        """Return the newest memory of a concept; None for one that was never answered."""
        return self.changed.get(concept) or self.state.memories.get(concept)

    def _find_memory_before(self, graded: GradedAttempt, concept: str) -> Memory | None:
        """Return the memory before an attempt, by the weights in force at its time.

        The due day that was promised before stays.
        """
        known_memory, state = self.find_memory(concept), self.state
        if concept not in self.attempts_by_concept:
            return known_memory
        earlier = [
            previous
            for previous in self.attempts_by_concept[concept]
            if (previous.answered_at, previous.id) < (graded.answered_at, graded.id)
        ]
        memory = replay_attempts(
            earlier,
            state.person,
            concept,
            state.rota,
            state.weights_history.weights_at(graded.answered_at),
        )
        return (
            replace(memory, due=known_memory.due)
            if memory and known_memory and known_memory.last_at == memory.last_at
            else memory
        )

    def _calculate_memory(
        self, memory_before: Memory | None, graded: GradedAttempt, concept: str
    ) -> Memory:
        """Return the new memory; from all attempts when one came late or weights have changed."""
        person, rota, weights_history = (
            self.state.person,
            self.state.rota,
            self.state.weights_history,
        )
        if concept in self.attempts_by_concept:
            self.attempts_by_concept[concept].append(graded)
            newest = max(attempt.answered_at for attempt in self.attempts_by_concept[concept])
            memory = replay_attempts(
                self.attempts_by_concept[concept],
                person,
                concept,
                rota,
                weights_history.weights_at(newest),
            )
            assert memory is not None  # noqa: S101 - the log holds the review just appended
            return memory
        return next_memory(
            memory_before,
            graded,
            person,
            concept,
            rota,
            weights_history.weights_at(graded.answered_at),
        )
