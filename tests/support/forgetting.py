"""Logs of people whose memory follows weights that the tests know, or nothing at all."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from fsrs_rs_python import DEFAULT_PARAMETERS

from learning.rules.days import ALL_ISO_WEEKDAYS, Rota
from learning.rules.fitting import ConceptHistory, AttemptLog
from learning.rules.guessing import SLIP_CHANCE, SURE_CHANCES
from learning.rules.memory import Grade, Memory, GradedAttempt, replay_attempts
from learning.rules.weights import DEFAULT_WEIGHTS, Weights
from learning.tables.database import connection

START = date(2026, 1, 5)
GAPS = (3, 5, 7, 10, 14)
"""Days between reviews, whatever the answers."""
QUICKLY = Weights(
    [*(start * 0.6 for start in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:8], 0.4, *DEFAULT_PARAMETERS[9:20], 0.7]
)
"""A memory that gains less from reviews than the library's and then forgets more steeply."""

Answer = Callable[[Random, float, float], tuple[bool, bool, bool]]
"""Whether somebody knew, is right, and is sure, with a chance of remembering and one to guess."""


def by_heart(dice: Random, recall: float, guess: float) -> tuple[bool, bool, bool]:
    """Remember, or guess; slip now and then."""
    knew = dice.random() < recall
    right = dice.random() >= SLIP_CHANCE if knew else dice.random() < guess
    return knew, right, dice.random() < SURE_CHANCES[not knew]


def by_coin(share: float) -> Answer:
    """Be right so often, whatever was learnt and however long ago."""
    return lambda dice, recall, guess: (False, dice.random() < share, dice.random() < 0.5)


def log_of(
    weights: Weights = DEFAULT_WEIGHTS,
    answer: Answer = by_heart,
    *,
    people: int = 20,
    concepts: int = 25,
    guess: float = 0.25,
    seed: int = 0,
) -> AttemptLog:
    """Seven reviews of so many concepts by so many people; each concept begins some days after the one before."""
    dice = Random(f"log {seed}")
    return {
        person: [_history(dice, weights, answer, guess, person * concepts + number) for number in range(concepts)]
        for person in range(1, people + 1)
    }


def _history(dice: Random, weights: Weights, answer: Answer, guess: float, number: int) -> list[GradedAttempt]:
    day, state, found = START + timedelta(days=dice.randrange(40)), None, list[GradedAttempt]()
    gap = 0
    for turn in range(7):
        chance = weights.calculate_recall(state[0], gap) if state else 0.8
        knew, right, sure = answer(dice, chance, guess)
        states = weights.next_states(state, gap)
        after = (states.good if knew else states.again).memory
        state = (after.stability, after.difficulty)
        grade = (Grade.GOOD if sure else Grade.HARD) if right else Grade.AGAIN
        at = datetime.combine(day, time(12), UTC) + timedelta(seconds=number % 3600)
        found.append(GradedAttempt(at, str(UUID(int=10 * number + turn)), day, grade, "q", guess))
        gap = dice.choice(GAPS)
        day += timedelta(days=gap)
    return found


async def pour(log: AttemptLog, team: int, version: int) -> None:
    """Put the people of a log into a team, and their answers and memories into the tables; `version` is a pack's row."""
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO person (id, login, name, role, team, secret, created_at)"
            " SELECT n, 'p' || n, 'P ' || n, 'learner', $2, '', $3 FROM unnest($1::bigint[]) AS n",
            list(log),
            team,
            datetime.combine(START, time(), UTC),
        )
        await conn.execute("INSERT INTO progress (person, last_day) SELECT id, $1 FROM person", START)
        await conn.copy_records_to_table("attempt", columns=ATTEMPT, records=_attempts(log, version))
        await conn.copy_records_to_table("memory", columns=list(MEMORY), records=_memories(log))


ATTEMPT = (
    *("person", "key", "question", "concept", "pack_version", "response", "sure", "correct", "grade"),
    *("answered_at", "received_at", "day", "seconds", "guess"),
)
MEMORY = ("person", "concept", *Memory.__slots__)


def _attempts(log: AttemptLog, version: int) -> Iterator[tuple[object, ...]]:
    for person, concept, history in _named(log):
        for one in history:
            told = ("{}", one.grade is not Grade.HARD, one.grade is not Grade.AGAIN, int(one.grade))
            yield person, UUID(one.id), one.question, concept, version, *told, one.answered_at, one.answered_at, one.day, 12.0, one.guess_chance


def _memories(log: AttemptLog) -> Iterator[tuple[object, ...]]:
    for person, concept, history in _named(log):
        memory = replay_attempts(history, person, concept, Rota(ALL_ISO_WEEKDAYS))
        yield person, concept, *(getattr(memory, name) for name in Memory.__slots__)


def _named(log: AttemptLog) -> Iterator[tuple[int, str, ConceptHistory]]:
    for person, histories in log.items():
        yield from ((person, f"pack.idea-{number}", history) for number, history in enumerate(histories))
