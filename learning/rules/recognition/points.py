"""What earns points: only what is due, once an item and day, never speed.

A cause names why, and is unique for a person: the same cause is never paid twice.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

POINTS_RIGHT_ANSWER = 10
POINTS_WRONG_ANSWER = 5
POINTS_LESSON_READ = 15
POINTS_CHECKPOINT_PASSED = 10

MAX_PAID_ITEMS_PER_DAY = 60
"""Entries that can be paid on a day: a quarter of an hour holds no more."""
MAX_PAID_LESSONS_PER_DAY = 3
"""Lessons that can be paid on a day."""


@dataclass(frozen=True, slots=True)
class PointsEntry:
    """A line of the ledger. `note` says why, where the cause does not."""

    cause: str
    points: int
    day: date
    earned_at: datetime
    note: str | None = None


def calculate_answer_points(correct: bool) -> int:
    """Trying pays half: whoever answers a hard question honestly has practised too."""
    return POINTS_RIGHT_ANSWER if correct else POINTS_WRONG_ANSWER


def make_attempt_cause(concept: str, day: date) -> str:
    """Name a concept's practice on a day."""
    return f"concept:{concept}:{day.isoformat()}"


def make_lesson_cause(lesson: str) -> str:
    """Name the first reading of a lesson."""
    return f"lesson:{lesson}"


def make_checkpoint_cause(question: str) -> str:
    """Name the first right answer to a checkpoint question."""
    return f"checkpoint:{question}"


def make_correction_cause(key: UUID) -> str:
    """Name a correction by the id that whoever made it gave it."""
    return f"correction:{key}"


def make_challenge_cause(challenge: int) -> str:
    """Name the part that somebody had in a challenge."""
    return f"challenge:{challenge}"


def make_moment_cause(moment: UUID) -> str:
    """Name a moment that was confirmed."""
    return f"moment:{moment}"


def make_moment_removed_cause(moment: UUID) -> str:
    """Name the end of a moment that had been confirmed."""
    return f"moment-removed:{moment}"
