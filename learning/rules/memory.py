"""Memory: FSRS-6 on the team's local days.

The formulas are those of Anki's engine (https://github.com/open-spaced-repetition/fsrs-rs), called as a pure
function; the days, the cap, the fuzz and the days off are ours. Stability is in days, difficulty from 1 to 10.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, ItemState, MemoryState, NextStates

from learning.rules.days import next_work_day
from learning.rules.dice import fraction

RETENTION = 0.9
LONGEST = 180
"""Days. At low targets of retention the intervals explode; half a year is long for anybody's job."""

_ENGINE = FSRS(list(DEFAULT_PARAMETERS))
_DECAY = -DEFAULT_PARAMETERS[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1


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
    """A graded answer at its place in time. `id` breaks ties, so that the order is the same everywhere."""

    at: datetime
    id: str
    day: date
    grade: Grade
    question: str


@dataclass(frozen=True, slots=True)
class Rota:
    """When a person works: ISO weekdays, and days off."""

    work_days: Collection[int]
    days_off: Collection[date] = ()


def next_memory(memory: Memory | None, review: Review, person: int, concept: str, rota: Rota) -> Memory:
    """Fold one review, which must not be older than the memory, into it."""
    elapsed = max(0, (review.day - memory.last_day).days) if memory else 0
    state = MemoryState(memory.stability, memory.difficulty) if memory else None
    following = _pick(_ENGINE.next_states(state, RETENTION, elapsed), review.grade)
    reviews = memory.reviews + 1 if memory else 1
    interval = _interval(following.interval, person, concept, reviews)
    return Memory(
        stability=following.memory.stability,
        difficulty=following.memory.difficulty,
        due=next_work_day(review.day + timedelta(days=interval), rota.work_days, rota.days_off),
        last_day=review.day,
        last_at=review.at,
        last_grade=int(review.grade),
        reviews=reviews,
        lapses=(memory.lapses if memory else 0) + (review.grade is Grade.AGAIN and memory is not None),
        question=review.question,
    )


def fold(reviews: Iterable[Review], person: int, concept: str, rota: Rota) -> Memory | None:
    """Replay a person's reviews of a concept, in whatever order they arrived."""
    memory = None
    for review in sorted(reviews, key=lambda review: (review.at, review.id)):
        memory = next_memory(memory, review, person, concept, rota)
    return memory


def recall(memory: Memory, day: date) -> float:
    """Return the chance, from 0 to 1, that the concept is remembered on a day (FSRS-6 forgetting curve)."""
    elapsed = max(0, (day - memory.last_day).days)
    return float((1 + _FACTOR * elapsed / memory.stability) ** _DECAY)


def gain(memory: Memory, day: date) -> float:
    """Return the days of stability that a review on a day is expected to add."""
    states = _ENGINE.next_states(
        MemoryState(memory.stability, memory.difficulty), RETENTION, max(0, (day - memory.last_day).days)
    )
    chance = recall(memory, day)
    expected = chance * states.good.memory.stability + (1 - chance) * states.again.memory.stability
    return float(expected - chance * memory.stability)


def _pick(states: NextStates, grade: Grade) -> ItemState:
    return {Grade.AGAIN: states.again, Grade.HARD: states.hard, Grade.GOOD: states.good, Grade.EASY: states.easy}[grade]


def _interval(days: float, person: int, concept: str, reviews: int) -> int:
    """Round to whole days within bounds; from 3 days on spread by a tenth, so that a lesson's concepts part."""
    spread = 1 + 0.2 * (fraction(person, concept, reviews) - 0.5) if days >= 3 else 1.0
    return max(1, min(LONGEST, round(days * spread)))
