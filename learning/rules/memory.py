"""Memory: FSRS-6 on the team's local days, with answers that may have been guessed.

The formulas are those of Anki's engine (https://github.com/open-spaced-repetition/fsrs-rs), called as a pure function;
the guesses, the days, the cap, the fuzz and the days off are ours. Stability is in days, difficulty from 1 to 10.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from struct import Struct

from fsrs_rs_python import ItemState, NextStates

from learning.rules.days import Rota
from learning.rules.dice import fraction
from learning.rules.guessing import knew, right
from learning.rules.weights import AFTER_LESSON, DEFAULT, Weights

RETENTION = 0.82
"""The recall at which something is due. Lower than Anki's 0.9: `reinforcement` in docs/decisions says why."""
LONGEST = 180
"""Days. At low targets of retention the intervals explode; half a year is long for anybody's job."""

_SPREADS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float(LONGEST), 0.05))
_REAL = Struct("f")


class Grade(IntEnum):
    """How an answer went, in FSRS's numbers."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one concept in one head. `last_at` and `question` belong to the newest review."""

    stability: float
    difficulty: float
    due: date
    last_day: date
    last_at: datetime
    last_grade: int
    reviews: int
    lapses: int
    question: str


@dataclass(frozen=True, slots=True)
class Review:
    """A graded answer at its place in time. `id` breaks ties, so that the order is the same everywhere.

    `guess` is the chance that one who does not know is right nevertheless; with 0 the fold is plain FSRS-6.
    """

    at: datetime
    id: str
    day: date
    grade: Grade
    question: str
    guess: float = 0.0


def next_memory(
    memory: Memory | None, review: Review, person: int, concept: str, rota: Rota, weights: Weights = DEFAULT
) -> Memory:
    """Fold one review, which must not be older than the memory, into it."""
    elapsed = max(0, (review.day - memory.last_day).days) if memory else 0
    stability, difficulty = _state(memory, review, elapsed, weights)
    reviews = memory.reviews + 1 if memory else 1
    interval = _interval(weights.interval(stability, RETENTION), person, concept, reviews)
    return Memory(
        stability=stability,
        difficulty=difficulty,
        due=rota.next_work_day(review.day + timedelta(days=interval)),
        last_day=review.day,
        last_at=review.at,
        last_grade=int(review.grade),
        reviews=reviews,
        lapses=(memory.lapses if memory else 0) + (review.grade is Grade.AGAIN and memory is not None),
        question=review.question,
    )


def fold(reviews: Iterable[Review], person: int, concept: str, rota: Rota, weights: Weights = DEFAULT) -> Memory | None:
    """Replay a person's reviews of a concept, in whatever order they arrived."""
    memory = None
    for review in sorted(reviews, key=lambda review: (review.at, review.id)):
        memory = next_memory(memory, review, person, concept, rota, weights)
    return memory


def recall(memory: Memory, day: date, weights: Weights = DEFAULT) -> float:
    """Return the chance, from 0 to 1, that the concept is remembered on a day (FSRS-6 forgetting curve)."""
    return weights.recall(memory.stability, max(0, (day - memory.last_day).days))


def surprise(memory: Memory, review: Review, weights: Weights = DEFAULT) -> float:
    """Return what an answer is (1 right, 0 wrong) less the chance that it would be right."""
    return (review.grade is not Grade.AGAIN) - right(recall(memory, review.day, weights), review.guess)


def _state(memory: Memory | None, review: Review, elapsed: int, weights: Weights) -> tuple[float, float]:
    """Return stability and difficulty after a review: FSRS's own, or between those of knowing and of luck.

    With p the chance that a right answer was known, ln S = p ln S(right) + (1 - p) ln S(wrong), and D likewise, but not
    in logarithms: stabilities differ by factors. Luck takes nothing away, so S is never less than before the answer.
    Rounded to what the table holds, so that a replay gives the same bits.
    """
    states = weights.states((memory.stability, memory.difficulty) if memory else None, elapsed)
    told = _pick(states, review.grade).memory
    if review.grade is Grade.AGAIN or not review.guess:
        return told.stability, told.difficulty
    before = weights.recall(memory.stability, elapsed) if memory else AFTER_LESSON
    known = knew(review.grade is not Grade.HARD, before, _single(review.guess))
    lucky = states.again.memory
    stability = lucky.stability * (told.stability / lucky.stability) ** known
    if memory:
        stability = max(stability, memory.stability)
    return _single(stability), _single(known * told.difficulty + (1 - known) * lucky.difficulty)


def _pick(states: NextStates, grade: Grade) -> ItemState:
    return {Grade.AGAIN: states.again, Grade.HARD: states.hard, Grade.GOOD: states.good, Grade.EASY: states.easy}[grade]


def _single(value: float) -> float:
    """Round to single precision, as PostgreSQL's `real` does."""
    return float(_REAL.unpack(_REAL.pack(value))[0])


def _interval(days: float, person: int, concept: str, reviews: int) -> int:
    """Round to whole days within bounds, spread by the seed so that a lesson's concepts part.

    The spread is that of Anki: nothing below two and a half days, then a day and a share that shrinks with length.
    """
    whole = days + (2 * fraction(person, concept, reviews) - 1) * _spread(days)
    return max(1, min(LONGEST, round(whole)))


def _spread(days: float) -> float:
    if days < 2.5:
        return 0.0
    return 1.0 + sum(share * max(0.0, min(days, end) - start) for start, end, share in _SPREADS)
