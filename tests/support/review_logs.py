"""Attempt logs of people whose memory follows known weights, or who answer at random."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from fsrs_rs_python import DEFAULT_PARAMETERS

from learning.rules.practice.attempt_log import AttemptLog, ConceptHistory
from learning.rules.practice.guessing import SLIP_CHANCE, SURE_CHANCES
from learning.rules.practice.memory import Grade, GradedAttempt, Memory, replay_attempts
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota
from learning.tables.database import connection

FIRST_DAY = date(2026, 1, 5)
REVIEW_GAPS_DAYS = (3, 5, 7, 10, 14)
"""The numbers of days between two reviews. They do not depend on the answers."""
FAST_FORGETTING_WEIGHTS = Weights(
    [
        *(start * 0.6 for start in DEFAULT_PARAMETERS[:4]),
        *DEFAULT_PARAMETERS[4:8],
        0.4,
        *DEFAULT_PARAMETERS[9:20],
        0.7,
    ]
)
"""With these weights, reviews help less than with the library's, and forgetting is faster."""

AnswerModel = Callable[[Random, float, float], tuple[bool, bool, bool]]
"""Gives whether a person knew, is correct and is sure, from the recall and the guess chance."""


def answer_from_memory(random: Random, recall: float, guess: float) -> tuple[bool, bool, bool]:
    """Answer from memory, else guess. A known answer is sometimes wrong by mistake."""
    knew = random.random() < recall
    right = random.random() >= SLIP_CHANCE if knew else random.random() < guess
    return knew, right, random.random() < SURE_CHANCES[not knew]


def answer_at_random(share: float) -> AnswerModel:
    """Make a model that answers correctly with the probability `share`, independent of memory."""
    return lambda random, recall, guess: (False, random.random() < share, random.random() < 0.5)


def make_review_log(
    weights: Weights = DEFAULT_WEIGHTS,
    answer: AnswerModel = answer_from_memory,
    *,
    people: int = 20,
    concepts: int = 25,
    guess: float = 0.25,
    seed: int = 0,
) -> AttemptLog:
    """Make a log in which every person reviews every concept seven times.

    The first review of a concept is on a random day of the first 40.
    """
    random = Random(f"log {seed}")
    return {
        person: [
            _make_history(random, weights, answer, guess, person * concepts + number)
            for number in range(concepts)
        ]
        for person in range(1, people + 1)
    }


def _make_history(
    random: Random, weights: Weights, answer: AnswerModel, guess: float, number: int
) -> list[GradedAttempt]:
    day, state, reviews = (
        FIRST_DAY + timedelta(days=random.randrange(40)),
        None,
        list[GradedAttempt](),
    )
    gap = 0
    for review_number in range(7):
        chance = weights.calculate_recall(state[0], gap) if state else 0.8
        knew, right, sure = answer(random, chance, guess)
        states = weights.next_states(state, gap)
        after = (states.good if knew else states.again).memory
        state = (after.stability, after.difficulty)
        grade = (Grade.GOOD if sure else Grade.HARD) if right else Grade.AGAIN
        reviewed_at = datetime.combine(day, time(12), UTC) + timedelta(seconds=number % 3600)
        reviews.append(
            GradedAttempt(
                reviewed_at, str(UUID(int=10 * number + review_number)), day, grade, "q", guess
            )
        )
        gap = random.choice(REVIEW_GAPS_DAYS)
        day += timedelta(days=gap)
    return reviews


async def insert_review_log(log: AttemptLog, team: int, version: int) -> None:
    """Insert the people of a log into a team, with their attempts and memories.

    `version` is the row of the pack version that the attempts refer to.
    """
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO person (id, login, name, role, team, secret, created_at)"
            " SELECT n, 'p' || n, 'P ' || n, 'learner', $2, '', $3 FROM unnest($1::bigint[]) AS n",
            list(log),
            team,
            datetime.combine(FIRST_DAY, time(), UTC),
        )
        await conn.execute(
            "INSERT INTO progress (person, last_day) SELECT id, $1 FROM person", FIRST_DAY
        )
        await conn.copy_records_to_table(
            "attempt", columns=ATTEMPT_COLUMNS, records=_iterate_attempt_rows(log, version)
        )
        await conn.copy_records_to_table(
            "memory", columns=list(MEMORY_COLUMNS), records=_iterate_memory_rows(log)
        )


ATTEMPT_COLUMNS = (
    *(
        "person",
        "key",
        "question",
        "concept",
        "pack_version",
        "response",
        "sure",
        "correct",
        "grade",
    ),
    *("answered_at", "received_at", "day", "seconds", "guess"),
)
MEMORY_COLUMNS = ("person", "concept", *Memory.__struct_fields__)


def _iterate_attempt_rows(log: AttemptLog, version: int) -> Iterator[tuple[object, ...]]:
    for person, concept, history in _iterate_named_histories(log):
        for review in history:
            outcome = (
                "{}",
                review.grade is not Grade.HARD,
                review.grade is not Grade.AGAIN,
                int(review.grade),
            )
            yield (
                person,
                UUID(review.id),
                review.question,
                concept,
                version,
                *outcome,
                review.answered_at,
                review.answered_at,
                review.day,
                12.0,
                review.guess_chance,
            )


def _iterate_memory_rows(log: AttemptLog) -> Iterator[tuple[object, ...]]:
    for person, concept, history in _iterate_named_histories(log):
        memory = replay_attempts(history, person, concept, Rota(ALL_ISO_WEEKDAYS))
        yield person, concept, *(getattr(memory, name) for name in Memory.__struct_fields__)


def _iterate_named_histories(log: AttemptLog) -> Iterator[tuple[int, str, ConceptHistory]]:
    for person, histories in log.items():
        yield from (
            (person, f"pack.idea-{number}", history) for number, history in enumerate(histories)
        )
