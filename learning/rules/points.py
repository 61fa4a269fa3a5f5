"""What earns points: only what is due, once an item and day, never speed.

A cause names why, and is unique for a person: the same cause is never paid twice.
"""

from datetime import date

RIGHT = 10
TRIED = 5
LESSON = 15
CHECKPOINT = 10

MOST_A_DAY = 60
"""Entries that can be paid on a day: a quarter of an hour holds no more."""
LESSONS_A_DAY = 3
"""Lessons that can be paid on a day."""


def for_answer(correct: bool) -> int:
    """Trying pays half: whoever answers a hard question honestly has practised too."""
    return RIGHT if correct else TRIED


def answer_cause(concept: str, day: date) -> str:
    """Name a concept's practice on a day."""
    return f"concept:{concept}:{day.isoformat()}"


def lesson_cause(lesson: str) -> str:
    """Name the first reading of a lesson."""
    return f"lesson:{lesson}"


def checkpoint_cause(question: str) -> str:
    """Name the first right answer to a checkpoint question."""
    return f"checkpoint:{question}"
