"""What earns points: only due practice, each item once a day. Speed earns nothing.

Each ledger entry has a cause, which is unique for a person. The same cause is never paid twice.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

POINTS_RIGHT_ANSWER = 10
POINTS_WRONG_ANSWER = 5
POINTS_LESSON_READ = 15
POINTS_CHECKPOINT_PASSED = 10

MAX_PAID_ITEMS_PER_DAY = 60
"""Entries that are paid on one day. Fifteen minutes of practice hold no more."""
MAX_PAID_LESSONS_PER_DAY = 3
"""Lessons that are paid on one day."""

EntryReason = Literal[
    "right_answer",
    "wrong_answer",
    "lesson",
    "checkpoint",
    "moment",
    "moment_removed",
    "correction",
    "challenge",
    "other",
]
"""Why a person has a ledger entry. The phone has the words."""

_REASON_BY_CAUSE_KIND: dict[str, EntryReason] = {
    "lesson": "lesson",
    "checkpoint": "checkpoint",
    "moment": "moment",
    "moment-removed": "moment_removed",
    "correction": "correction",
    "challenge": "challenge",
}


class PointsEntry(msgspec.Struct, frozen=True):
    """A new ledger entry. `note` says why, where the cause does not."""

    cause: str
    points: int
    day: date
    earned_at: datetime
    note: str | None = None


def calculate_answer_points(correct: bool) -> int:
    """Return the points of an attempt. A wrong answer earns half: it was practice too."""
    return POINTS_RIGHT_ANSWER if correct else POINTS_WRONG_ANSWER


CORRECTION_CAUSE = "correction:"
"""How the causes of corrections begin."""


def find_entry_reason(cause: str, points: int) -> EntryReason:
    """Return the reason of an entry, from its cause and its points."""
    kind = cause.partition(":")[0]
    if kind == "concept":
        return "right_answer" if points >= POINTS_RIGHT_ANSWER else "wrong_answer"
    return _REASON_BY_CAUSE_KIND.get(kind, "other")


def make_attempt_cause(concept: str, day: date) -> str:
    """Return the cause of practising a concept on a day."""
    return f"concept:{concept}:{day.isoformat()}"


def make_lesson_cause(lesson: str) -> str:
    """Return the cause of the first reading of a lesson."""
    return f"lesson:{lesson}"


def make_checkpoint_cause(question: str) -> str:
    """Return the cause of the first right answer to a checkpoint question."""
    return f"checkpoint:{question}"


def make_correction_cause(key: UUID) -> str:
    """Return the cause of a correction. `key` is the id that the leader's device gave it."""
    return f"{CORRECTION_CAUSE}{key}"


def make_challenge_cause(challenge: int) -> str:
    """Return the cause of taking part in a challenge."""
    return f"challenge:{challenge}"


def make_moment_cause(moment: UUID) -> str:
    """Return the cause of a confirmed moment."""
    return f"moment:{moment}"


def make_moment_removed_cause(moment: UUID) -> str:
    """Return the cause of the removal of a moment that had been confirmed."""
    return f"moment-removed:{moment}"
