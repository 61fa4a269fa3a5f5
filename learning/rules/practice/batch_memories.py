"""The memories that a batch of practice events changes.

An attempt that comes late, or after the weights have changed, replays all attempts at its concept.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from learning.rules.practice.concept_replay import ConceptReplay
from learning.rules.practice.learner_state import LearnerState
from learning.rules.practice.memory import (
    GradedAttempt,
    Memory,
    calculate_surprise,
    next_memory,
)
from learning.rules.practice.memory_snapshot import MemorySnapshot

DRIFT_UPDATE_SHARE = 0.03
"""The share of a new answer in the drift: about the last thirty reviews count."""


class BatchMemories:
    """The memories of one person while a batch is recorded, and the drift of their reviews."""

    def __init__(self, state: LearnerState) -> None:
        self.state = state
        self.changed: dict[str, Memory] = {}
        self.replays = {
            concept: ConceptReplay(
                attempts,
                state.memories.get(concept),
                state.person,
                concept,
                state.rota,
                state.weights_history,
                state.snapshots_by_concept.get(concept, ()),
                state.received_at,
            )
            for concept, attempts in state.attempts_by_concept.items()
        }
        self.drift = state.progress.drift

    def update_memory(self, graded: GradedAttempt, concept: str) -> Memory | None:
        """Update memory and drift with an attempt; return the memory just before it."""
        replay = self.replays.get(concept)
        memory_before = (
            replay.find_memory_before(graded) if replay else self._find_plain_memory(concept)
        )
        weights = self.state.weights_history.weights_at(graded.answered_at)
        if memory_before and graded.day > memory_before.last_day:
            self.drift += DRIFT_UPDATE_SHARE * (
                calculate_surprise(memory_before, graded, weights) - self.drift
            )
        if replay:
            replay.add_attempt(graded)
        else:
            self.changed[concept] = next_memory(
                memory_before, graded, self.state.person, concept, self.state.rota, weights
            )
        return memory_before

    def add_repeat(self, graded: GradedAttempt, concept: str) -> None:
        """Add a further attempt at a question of the same day.

        It changes the memory only if it came late and was really the first one of its day.
        """
        if concept in self.replays:
            self.replays[concept].add_attempt(graded)

    def is_known(self, concept: str) -> bool:
        """Say whether a concept was answered before, at whatever time."""
        replay = self.replays.get(concept)
        return not replay.is_empty if replay else self._find_plain_memory(concept) is not None

    def find_due(self, concept: str) -> date | None:
        """Return the day on which a concept comes back, after what was added so far."""
        memory = self._find_plain_memory(concept)
        return memory.due if memory else None

    def finish(self) -> Mapping[str, Memory]:
        """Return the memories that the whole batch has changed."""
        for concept, replay in self.replays.items():
            memory = replay.find_newest_memory()
            if memory and replay.has_changed:
                self.changed[concept] = memory
        return self.changed

    def list_snapshots(self) -> Iterator[tuple[str, MemorySnapshot]]:
        """Give the snapshots that the replays made, with their concepts. Call it after `finish`."""
        for concept, replay in self.replays.items():
            for snapshot in replay.new_snapshots.values():
                yield concept, snapshot

    def _find_plain_memory(self, concept: str) -> Memory | None:
        return self.changed.get(concept) or self.state.memories.get(concept)
