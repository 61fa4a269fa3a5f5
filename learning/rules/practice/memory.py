"""Memory: FSRS-6 on the team's local days, with answers that may have been guessed.

The formulas are those of Anki's engine (https://github.com/open-spaced-repetition/fsrs-rs), which
is called as a pure function. The handling of guesses and days off, the longest interval and the
seed of the spread are our own. Stability is in days, difficulty from 1 to 10.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import IntEnum
from struct import Struct

import msgspec
from fsrs_rs_python import ItemState, NextStates

from learning.rules.practice.guessing import estimate_known_chance, predict_right_chance
from learning.rules.practice.weights import DEFAULT_WEIGHTS, RECALL_AFTER_LESSON, Weights
from learning.rules.rota.days import Rota
from learning.rules.seeded_random import random_fraction

TARGET_RETENTION = 0.82
"""The recall at which a concept is due. `reinforcement` in docs/decisions says why not 0.9."""
MIN_RIGHT_DAYS = 2
"""Days with right answers, and no wrong one since, from which a concept counts as remembered."""
MAX_INTERVAL_DAYS = 180
"""The longest interval in days. At a low retention, intervals would grow without limit."""

_FUZZ_RANGES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float(MAX_INTERVAL_DAYS), 0.05))
_FLOAT32 = Struct("f")


class Grade(IntEnum):
    """How an attempt went, in the numbers of FSRS."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Memory(msgspec.Struct, frozen=True):
    """The memory of one person and concept. `last_at` and `question` are of the newest attempt.

    `right_days` are the days with a right answer since the concept was last answered wrongly.
    """

    stability: float
    difficulty: float
    due: date
    last_day: date
    last_at: datetime
    last_grade: int
    reviews: int
    lapses: int
    question: str
    right_days: int = 0


class GradedAttempt(msgspec.Struct, frozen=True):
    """An attempt as the memory model sees it.

    `id` orders attempts of the same instant, so that the order is the same everywhere.
    `guess_chance` is the chance to be right without knowing; with 0 the model is plain FSRS-6.
    """

    answered_at: datetime
    id: str
    day: date
    grade: Grade
    question: str
    guess_chance: float = 0.0


def next_memory(
    memory: Memory | None,
    attempt: GradedAttempt,
    person: int,
    concept: str,
    rota: Rota,
    weights: Weights = DEFAULT_WEIGHTS,
) -> Memory:
    """Return the memory after one more attempt, which must not be older than the memory."""
    elapsed = max(0, (attempt.day - memory.last_day).days) if memory else 0
    stability, difficulty = _next_state(memory, attempt, elapsed, weights)
    reviews = memory.reviews + 1 if memory else 1
    return Memory(
        stability=stability,
        difficulty=difficulty,
        due=find_due_day(stability, reviews, attempt.day, person, concept, rota, weights),
        last_day=attempt.day,
        last_at=attempt.answered_at,
        last_grade=int(attempt.grade),
        reviews=reviews,
        lapses=(memory.lapses if memory else 0)
        + (attempt.grade is Grade.AGAIN and memory is not None),
        question=attempt.question,
        right_days=_count_right_days(memory, attempt),
    )


def find_due_day(
    stability: float,
    reviews: int,
    last_day: date,
    person: int,
    concept: str,
    rota: Rota,
    weights: Weights,
) -> date:
    """Return the day on which a concept comes back after its newest attempt."""
    interval = _choose_interval_days(
        weights.calculate_interval(stability, TARGET_RETENTION), person, concept, reviews
    )
    return rota.find_next_work_day(last_day + timedelta(days=interval))


def replay_attempts(
    attempts: Iterable[GradedAttempt],
    person: int,
    concept: str,
    rota: Rota,
    weights: Weights = DEFAULT_WEIGHTS,
) -> Memory | None:
    """Compute a memory from all attempts at a concept, in whatever order they arrived.

    Of each question, only the first attempt of a day counts.
    """
    memory = None
    for attempt in drop_repeats(attempts):
        memory = next_memory(memory, attempt, person, concept, rota, weights)
    return memory


def make_log_order_key(attempt: GradedAttempt) -> tuple[datetime, str]:
    """Sort key of a log of attempts: by time; ids decide at the same instant."""
    return attempt.answered_at, attempt.id


def drop_repeats(attempts: Iterable[GradedAttempt]) -> Iterator[GradedAttempt]:
    """Give attempts at one concept, oldest first; of each question only the first of a day.

    A question comes once in the break of a day. Its other answers are from a second tab or device.
    """
    seen: set[tuple[str, date]] = set()
    for attempt in sorted(attempts, key=make_log_order_key):
        if (attempt.question, attempt.day) not in seen:
            seen.add((attempt.question, attempt.day))
            yield attempt


def calculate_recall(memory: Memory, day: date, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Return the chance, 0 to 1, that a concept is remembered on a day.

    It is the forgetting curve of FSRS-6.
    """
    return weights.calculate_recall(memory.stability, max(0, (day - memory.last_day).days))


def calculate_remembered(recall: float, right_days: int) -> float:
    """Return how much of a concept counts as remembered: its recall, where there is evidence.

    The forgetting curve begins at 1 on the day of any attempt, even of a wrong one. So a recall
    alone says nothing of a person who has just met a concept. Right answers on `MIN_RIGHT_DAYS`
    days, with no wrong one since, are the evidence.
    """
    return recall if right_days >= MIN_RIGHT_DAYS else 0.0


def calculate_surprise(
    memory: Memory, attempt: GradedAttempt, weights: Weights = DEFAULT_WEIGHTS
) -> float:
    """Return 1 for a right or 0 for a wrong answer, less the chance that it would be right."""
    return (attempt.grade is not Grade.AGAIN) - predict_right_chance(
        calculate_recall(memory, attempt.day, weights), attempt.guess_chance
    )


def _count_right_days(memory: Memory | None, attempt: GradedAttempt) -> int:
    """Count the days with a right answer since the last wrong one, with an attempt."""
    if attempt.grade is Grade.AGAIN:
        return 0
    if memory is None or not memory.right_days:
        return 1
    return memory.right_days + (attempt.day > memory.last_day)


def _next_state(
    memory: Memory | None, attempt: GradedAttempt, elapsed: int, weights: Weights
) -> tuple[float, float]:
    """Return stability and difficulty after an attempt.

    For a right answer that may have been luck, they lie between those of Good or Hard and those of
    Again. With p the chance that it was known, ln S = p ln S(right) + (1 - p) ln S(again), because
    stabilities differ by factors; D is the weighted mean. Luck takes nothing away, so S is never
    less than before. Both are rounded to the precision of the table, so that a replay gives the
    same bits.
    """
    states = weights.next_states((memory.stability, memory.difficulty) if memory else None, elapsed)
    graded = _choose_grade_state(states, attempt.grade).memory
    if attempt.grade is Grade.AGAIN or not attempt.guess_chance:
        return graded.stability, graded.difficulty
    recall_before = (
        weights.calculate_recall(memory.stability, elapsed) if memory else RECALL_AFTER_LESSON
    )
    known = estimate_known_chance(
        attempt.grade is not Grade.HARD, recall_before, _round_to_float32(attempt.guess_chance)
    )
    forgotten = states.again.memory
    stability = forgotten.stability * (graded.stability / forgotten.stability) ** known
    if memory:
        stability = max(stability, memory.stability)
    return _round_to_float32(stability), _round_to_float32(
        known * graded.difficulty + (1 - known) * forgotten.difficulty
    )


def _choose_grade_state(states: NextStates, grade: Grade) -> ItemState:
    return {
        Grade.AGAIN: states.again,
        Grade.HARD: states.hard,
        Grade.GOOD: states.good,
        Grade.EASY: states.easy,
    }[grade]


def _round_to_float32(value: float) -> float:
    """Round to single precision, as PostgreSQL's `real` does."""
    return float(_FLOAT32.unpack(_FLOAT32.pack(value))[0])


def _choose_interval_days(days: float, person: int, concept: str, reviews: int) -> int:
    """Round to whole days within bounds, spread by a seed so that the concepts of a lesson part.

    The spread is that of Anki: none below 2.5 days, then a day and a share that falls with length.
    """
    whole = days + (2 * random_fraction(person, concept, reviews) - 1) * _fuzz_days(days)
    return max(1, min(MAX_INTERVAL_DAYS, round(whole)))


def _fuzz_days(days: float) -> float:
    if days < 2.5:
        return 0.0
    return 1.0 + sum(
        share * max(0.0, min(days, range_end) - range_start)
        for range_start, range_end, share in _FUZZ_RANGES
    )
