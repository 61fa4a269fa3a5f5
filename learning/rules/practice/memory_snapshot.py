"""The memory after the older part of a long log, so that a replay need not begin at its start.

A snapshot ends before everything that a phone can still send. So nothing that arrives later belongs
to its part of the log, and it stays true for as long as the weights that it was folded with.
"""

from datetime import date, datetime, timedelta

import msgspec

from learning.rules.practice.device_times import MAX_OFFLINE_AGE
from learning.rules.practice.memory import GradedAttempt, Memory, find_due_day
from learning.rules.practice.weights import Weights
from learning.rules.rota.days import Rota

SNAPSHOT_INTERVAL = 64
"""Attempts that a log must have gone on by for another snapshot. Few people ever need one."""
SNAPSHOT_AGE = MAX_OFFLINE_AGE + timedelta(days=1)
"""How old the last attempt of a snapshot is at least: older than any attempt that can arrive."""


class MemorySnapshot(msgspec.Struct, frozen=True):
    """The memory of one person and concept after the attempt `last_id`, but without its due day.

    The due day depends on the rota, which changes. `weights` is the digest of the weights.
    """

    weights: int
    stability: float
    difficulty: float
    last_day: date
    last_at: datetime
    last_id: str
    last_grade: int
    reviews: int
    lapses: int
    question: str
    right_days: int


def make_snapshot(memory: Memory, last: GradedAttempt, weights: Weights) -> MemorySnapshot:
    """Make the snapshot of a memory after its last attempt."""
    return MemorySnapshot(
        weights=weights.digest,
        stability=memory.stability,
        difficulty=memory.difficulty,
        last_day=memory.last_day,
        last_at=memory.last_at,
        last_id=last.id,
        last_grade=memory.last_grade,
        reviews=memory.reviews,
        lapses=memory.lapses,
        question=memory.question,
        right_days=memory.right_days,
    )


def restore_memory(
    snapshot: MemorySnapshot, person: int, concept: str, rota: Rota, weights: Weights
) -> Memory:
    """Return the memory that a snapshot holds, due by the rota as it is now."""
    return Memory(
        stability=snapshot.stability,
        difficulty=snapshot.difficulty,
        due=find_due_day(
            snapshot.stability, snapshot.reviews, snapshot.last_day, person, concept, rota, weights
        ),
        last_day=snapshot.last_day,
        last_at=snapshot.last_at,
        last_grade=snapshot.last_grade,
        reviews=snapshot.reviews,
        lapses=snapshot.lapses,
        question=snapshot.question,
        right_days=snapshot.right_days,
    )
