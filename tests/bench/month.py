"""A month of practice for many people, by the product's own rules, copied into the tables in bulk."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Connection
from bench.scenes import response

from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_composer import BreakItem, Learner, compose_break
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import (
    Attempt,
    LearnerProgress,
    LearnerState,
    LessonReading,
    RecordedAttempt,
)
from learning.rules.practice.memory import Memory
from learning.rules.practice.record_attempts import record_batch
from learning.rules.recognition import points
from learning.rules.recognition.points import PointsEntry
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota, find_day_start
from learning.rules.seeded_random import hash64, random_fraction
from learning.steps.practice.load_learner_state import PROGRESS_COLUMNS

ROTA = Rota(ALL_ISO_WEEKDAYS)
MINUTES = 5
AT_WORK = timedelta(hours=6)
"""Time of the break after the day's beginning at 04:00."""


@dataclass(slots=True)
class Life:
    """One person's month, as it will stand in the tables."""

    person: int
    progress: LearnerProgress
    attempts: list[RecordedAttempt]
    readings: list[tuple[LessonReading, int]]
    entries: list[PointsEntry]
    memories: dict[str, Memory]
    badges: list[tuple[str, datetime]]
    plan: tuple[BreakItem, ...] = ()


def live(person: int, shelf: TeamCatalogue, today: date, zone: str) -> Life:
    """Let a person take a break a day until yesterday; some are here for a week, some for a month."""
    life = Life(person, LearnerProgress(), [], [], [], {}, [])
    for ago in range(5 + person % 26, 0, -1):
        day = today - timedelta(days=ago)
        _take(life, shelf, day, find_day_start(day, zone) + AT_WORK)
    life.plan = _composed(life, shelf, today)
    return life


def _take(life: Life, shelf: TeamCatalogue, day: date, at: datetime) -> None:
    entries = list(_entries(life, shelf, day, at))
    standing = LearnerState(
        person=life.person,
        rota=ROTA,
        progress=life.progress,
        outcomes={},
        memories=life.memories,
        causes={entry.cause for entry in life.entries},
        badges={badge for badge, _ in life.badges},
    )
    changes = record_batch(standing, shelf, entries)
    life.progress = changes.progress
    life.attempts += changes.attempts
    life.readings += changes.readings
    life.entries += changes.entries
    life.memories.update(changes.memories)
    life.badges += [(badge.id, at) for badge in changes.awards]


def _entries(
    life: Life, shelf: TeamCatalogue, day: date, at: datetime
) -> Iterator[Attempt | LessonReading]:
    for place, item in enumerate(_composed(life, shelf, day)):
        then, key = at + timedelta(seconds=20 * place), _key(life.person, day, place)
        if item.kind == "lesson":
            yield LessonReading(key, item.id, then, day, 80.0)
            continue
        found = shelf.find_question(item.id)
        if found and found[1].form not in ("scenario", "reflection"):
            right = random_fraction("right", life.person, day, place) < 0.8
            yield Attempt(
                key, item.id, _response(found[1], right), place % 5 > 0, then, day, 8.0 + place
            )


def _response(question: Any, right: bool) -> Response:
    made: Any = response(question, right=right)
    return Response(tuple(made.get("choices", ())), made.get("pairs", {}))


def _composed(life: Life, shelf: TeamCatalogue, day: date) -> tuple[BreakItem, ...]:
    read = frozenset(reading.lesson for reading, _ in life.readings)
    prefix = points.make_checkpoint_cause("")
    passed = frozenset(
        entry.cause[len(prefix) :] for entry in life.entries if entry.cause.startswith(prefix)
    )
    return compose_break(
        Learner(life.person, day, MINUTES * 60, life.progress.pace, life.memories, read, passed),
        shelf,
    )


def _key(*parts: object) -> UUID:
    return UUID(int=hash64("high", *parts) << 64 | hash64("low", *parts))


async def copy(
    conn: Connection, lives: Sequence[Life], team_of: dict[int, int], today: date, edition: int
) -> None:
    """Copy whole lives into the tables. Everything is due today, so that every answer takes the long way."""
    await _copy(
        conn,
        "attempt",
        ATTEMPT,
        (_attempt(life.person, one) for life in lives for one in life.attempts),
    )
    await _copy(
        conn,
        "lesson_read",
        READ,
        (_read(life.person, *one) for life in lives for one in life.readings),
    )
    await _copy(
        conn,
        "memory",
        MEMORY,
        (_memory(life.person, one, today) for life in lives for one in life.memories.items()),
    )
    await _copy(
        conn,
        "ledger_entry",
        LEDGER,
        (_line(life.person, team_of, one) for life in lives for one in life.entries),
    )
    await _copy(
        conn, "award", AWARD, ((life.person, *one) for life in lives for one in life.badges)
    )
    await _copy(conn, "progress", PROGRESS, (_progress(life) for life in lives))
    await _copy(conn, "plan", PLAN, (_plan(life, today, edition) for life in lives))


ATTEMPT = "person key question concept pack_version response sure correct grade points answered_at received_at day seconds"
READ = "person key lesson points read_at day seconds"
MEMORY = (
    "person concept stability difficulty due last_day last_at last_grade reviews lapses question"
)
LEDGER = "person cause points team day earned_at"
AWARD = "person badge earned_at"
PROGRESS = " ".join(("person", *PROGRESS_COLUMNS))
PLAN = "person day edition items made_at"


async def _copy(
    conn: Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]
) -> None:
    await conn.copy_records_to_table(table, records=rows, columns=columns.split())


def _attempt(person: int, done: RecordedAttempt) -> tuple[Any, ...]:
    answer = done.attempt
    about = (
        person,
        answer.id,
        answer.question,
        done.concept,
        done.version,
        _json(answer.response),
        answer.sure,
    )
    return (
        *about,
        done.correct,
        done.grade,
        done.points,
        answer.occurred_at,
        answer.occurred_at,
        answer.day,
        answer.seconds,
    )


def _read(person: int, done: LessonReading, earned: int) -> tuple[Any, ...]:
    return (person, done.id, done.lesson, earned, done.occurred_at, done.day, done.seconds)


def _memory(person: int, known: tuple[str, Memory], today: date) -> tuple[Any, ...]:
    concept, memory = known
    memory = replace(memory, due=min(memory.due, today))
    return (person, concept, *(getattr(memory, name) for name in Memory.__slots__))


def _line(person: int, team_of: dict[int, int], entry: PointsEntry) -> tuple[Any, ...]:
    return (person, entry.cause, entry.points, team_of[person], entry.day, entry.earned_at)


def _progress(life: Life) -> tuple[Any, ...]:
    totals = (getattr(life.progress, name) for name in PROGRESS_COLUMNS)
    return (life.person, *(_json(value) if isinstance(value, dict) else value for value in totals))


def _plan(life: Life, today: date, edition: int) -> tuple[Any, ...]:
    return (life.person, today, edition, _json(life.plan), life.attempts[-1].attempt.occurred_at)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
