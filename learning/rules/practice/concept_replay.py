"""The log of one concept, folded once for a batch of attempts of which some came late.

A late attempt needs the memory just before it, and changes the memory after it. The attempts of a
batch come oldest first. So the fold stops before each and goes on: a batch costs one pass over the
log for each change of weights, however many of its attempts are late. The pass begins at the stored
snapshot of the weights, where there is one.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from datetime import date, datetime

from msgspec.structs import replace

from learning.rules.practice.memory import (
    GradedAttempt,
    Memory,
    drop_repeats,
    make_log_order_key,
    next_memory,
)
from learning.rules.practice.memory_snapshot import (
    SNAPSHOT_AGE,
    SNAPSHOT_INTERVAL,
    MemorySnapshot,
    make_snapshot,
    restore_memory,
)
from learning.rules.practice.weights import Weights, WeightsHistory
from learning.rules.rota.days import Rota


class ConceptReplay:
    """The attempts at one concept that count, oldest first, and how far they are folded."""

    def __init__(
        self,
        attempts: Iterable[GradedAttempt],
        stored_memory: Memory | None,
        person: int,
        concept: str,
        rota: Rota,
        weights_history: WeightsHistory,
        snapshots: Iterable[MemorySnapshot] = (),
        received_at: datetime | None = None,
    ) -> None:
        """Take the stored attempts in any order.

        With snapshots, attempts before them may be missing. Each must be older than every attempt
        that is added. Without `received_at`, no snapshots are made.
        """
        self.person, self.concept, self.rota = person, concept, rota
        self.weights_history = weights_history
        self.stored_memory = stored_memory
        self.log = list(drop_repeats(attempts))
        self.first_of_day: dict[tuple[str, date], GradedAttempt] = {
            (attempt.question, attempt.day): attempt for attempt in self.log
        }
        self.has_changed = False
        self.new_snapshots: dict[int, MemorySnapshot] = {}
        self._snapshots = {snapshot.weights: snapshot for snapshot in snapshots}
        self._settled = self._count_settled(received_at)
        self._folded = self._start = 0
        self._memory: Memory | None = None
        self._weights: Weights | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether the concept was never answered."""
        return not self.log and not self._snapshots

    def find_memory_before(self, attempt: GradedAttempt) -> Memory | None:
        """Return the memory before an attempt, by the weights in force at its time.

        The due day that was promised before stays.
        """
        place = bisect_left(self.log, make_log_order_key(attempt), key=make_log_order_key)
        promised = self.find_newest_memory() if place == len(self.log) else None
        memory = self._fold(place, self.weights_history.weights_at(attempt.answered_at))
        return replace(memory, due=promised.due) if memory and promised else memory

    def add_attempt(self, attempt: GradedAttempt) -> None:
        """Add an attempt. It counts if it is the first of its day at its question."""
        item = attempt.question, attempt.day
        first = self.first_of_day.get(item)
        if first:
            if make_log_order_key(first) <= make_log_order_key(attempt):
                return
            self.log.remove(first)
        insort(self.log, attempt, key=make_log_order_key)
        self.first_of_day[item] = attempt
        self.has_changed = True

    def find_newest_memory(self) -> Memory | None:
        """Return the memory after all attempts, by the weights in force at the newest of them."""
        if not self.has_changed or not self.log:
            return self.stored_memory
        newest_at = self.log[-1].answered_at
        return self._fold(len(self.log), self.weights_history.weights_at(newest_at))

    def _fold(self, end: int, weights: Weights) -> Memory | None:
        """Return the memory after the first attempts of the log; go on from where it stands."""
        if weights is not self._weights or end < self._folded:
            self._begin(weights)
        for place in range(self._folded, end):
            if place == self._settled:
                self._keep_snapshot(weights)
            self._memory = next_memory(
                self._memory, self.log[place], self.person, self.concept, self.rota, weights
            )
        self._folded = max(self._folded, end)
        return self._memory

    def _begin(self, weights: Weights) -> None:
        """Begin at the snapshot of the weights, or at the start of the log."""
        snapshot = self._snapshots.get(weights.digest)
        self._weights, self._start, self._memory = weights, 0, None
        if snapshot:
            position = snapshot.last_at, snapshot.last_id
            self._start = bisect_right(self.log, position, key=make_log_order_key)
            self._memory = restore_memory(snapshot, self.person, self.concept, self.rota, weights)
        self._folded = self._start

    def _count_settled(self, received_at: datetime | None) -> int:
        """Count the attempts at the start of the log that no arrival can come before."""
        if received_at is None:
            return 0
        until = received_at - SNAPSHOT_AGE
        return bisect_right(self.log, until, key=lambda attempt: attempt.answered_at)

    def _keep_snapshot(self, weights: Weights) -> None:
        """Keep the memory after the settled attempts, if many were folded to get there."""
        if self._memory and self._settled - self._start >= SNAPSHOT_INTERVAL:
            last = self.log[self._settled - 1]
            self.new_snapshots[weights.digest] = make_snapshot(self._memory, last, weights)
