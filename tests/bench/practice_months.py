"""Simulate a month of practice with the product's rules, and copy the rows into the tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Connection
from bench.request_kinds import make_response_body
from msgspec.structs import replace

from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_composer import compose_break
from learning.rules.practice.break_contents import BreakItem, Learner
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

BENCH_ROTA = Rota(ALL_ISO_WEEKDAYS)
BREAK_MINUTES = 5
BREAK_OFFSET = timedelta(hours=6)
"""The time of the break after the start of the local day at 04:00."""


@dataclass(slots=True)
class PracticeMonth:
    """The rows of one person's month."""

    person: int
    progress: LearnerProgress
    attempts: list[RecordedAttempt]
    readings: list[tuple[LessonReading, int]]
    entries: list[PointsEntry]
    memories: dict[str, Memory]
    badges: list[tuple[str, datetime]]
    plan: tuple[BreakItem, ...] = ()


def simulate_month(person: int, catalogue: TeamCatalogue, today: date, zone: str) -> PracticeMonth:
    """Simulate one break per day until yesterday, for 5 to 30 days."""
    month = PracticeMonth(person, LearnerProgress(), [], [], [], {}, [])
    for days_ago in range(5 + person % 26, 0, -1):
        day = today - timedelta(days=days_ago)
        _take_break(month, catalogue, day, find_day_start(day, zone) + BREAK_OFFSET)
    month.plan = _compose_day(month, catalogue, today)
    return month


def _take_break(
    month: PracticeMonth, catalogue: TeamCatalogue, day: date, started_at: datetime
) -> None:
    entries = list(_make_practice_events(month, catalogue, day, started_at))
    state = LearnerState(
        person=month.person,
        rota=BENCH_ROTA,
        progress=month.progress,
        outcomes={},
        memories=month.memories,
        causes={entry.cause for entry in month.entries},
        badges={badge for badge, _ in month.badges},
    )
    changes = record_batch(state, catalogue, entries)
    month.progress = changes.progress
    month.attempts += changes.attempts
    month.readings += changes.readings
    month.entries += changes.entries
    month.memories.update(changes.memories)
    month.badges += [(badge.id, started_at) for badge in changes.awards]


def _make_practice_events(
    month: PracticeMonth, catalogue: TeamCatalogue, day: date, started_at: datetime
) -> Iterator[Attempt | LessonReading]:
    for position, item in enumerate(_compose_day(month, catalogue, day)):
        answered_at, key = (
            started_at + timedelta(seconds=20 * position),
            _make_key(month.person, day, position),
        )
        if item.kind == "lesson":
            yield LessonReading(key, item.id, answered_at, day, 80.0)
            continue
        found = catalogue.find_question(item.id)
        if found and found[1].form not in ("scenario", "reflection"):
            right = random_fraction("right", month.person, day, position) < 0.8
            yield Attempt(
                key,
                item.id,
                _make_response(found[1], right),
                position % 5 > 0,
                answered_at,
                day,
                8.0 + position,
            )


def _make_response(question: Any, right: bool) -> Response:
    body: Any = make_response_body(question, right=right)
    return Response(tuple(body.get("choices", ())), body.get("pairs", {}))


def _compose_day(
    month: PracticeMonth, catalogue: TeamCatalogue, day: date
) -> tuple[BreakItem, ...]:
    read = frozenset(reading.lesson for reading, _ in month.readings)
    prefix = points.make_checkpoint_cause("")
    passed = frozenset(
        entry.cause[len(prefix) :] for entry in month.entries if entry.cause.startswith(prefix)
    )
    return compose_break(
        Learner(
            month.person, day, BREAK_MINUTES * 60, month.progress.pace, month.memories, read, passed
        ),
        catalogue,
    )


def _make_key(*parts: object) -> UUID:
    return UUID(int=hash64("high", *parts) << 64 | hash64("low", *parts))


async def copy_months(
    conn: Connection,
    months: Sequence[PracticeMonth],
    team_of: dict[int, int],
    today: date,
    revision: int,
) -> None:
    """Copy the months into the tables.

    Every concept is due today, so that every answer changes its memory.
    """
    await _copy_rows(
        conn,
        "attempt",
        ATTEMPT_COLUMN_NAMES,
        (_make_attempt_row(month.person, one) for month in months for one in month.attempts),
    )
    await _copy_rows(
        conn,
        "lesson_read",
        READING_COLUMN_NAMES,
        (_make_reading_row(month.person, *one) for month in months for one in month.readings),
    )
    await _copy_rows(
        conn,
        "memory",
        MEMORY_COLUMN_NAMES,
        (
            _make_memory_row(month.person, one, today)
            for month in months
            for one in month.memories.items()
        ),
    )
    await _copy_rows(
        conn,
        "ledger_entry",
        LEDGER_COLUMN_NAMES,
        (_make_ledger_row(month.person, team_of, one) for month in months for one in month.entries),
    )
    await _copy_rows(
        conn,
        "award",
        AWARD_COLUMN_NAMES,
        ((month.person, *one) for month in months for one in month.badges),
    )
    await _copy_rows(
        conn, "progress", PROGRESS_COLUMN_NAMES, (_make_progress_row(month) for month in months)
    )
    await _copy_rows(
        conn,
        "plan",
        PLAN_COLUMN_NAMES,
        (_make_plan_row(month, today, revision) for month in months),
    )


ATTEMPT_COLUMN_NAMES = (
    "person key question concept pack_version response sure correct grade points"
    " answered_at received_at day seconds"
)
READING_COLUMN_NAMES = "person key lesson points read_at day seconds"
MEMORY_COLUMN_NAMES = (
    "person concept stability difficulty due last_day last_at last_grade reviews lapses question"
)
LEDGER_COLUMN_NAMES = "person cause points team day earned_at"
AWARD_COLUMN_NAMES = "person badge earned_at"
PROGRESS_COLUMN_NAMES = " ".join(("person", *PROGRESS_COLUMNS))
PLAN_COLUMN_NAMES = "person day catalogue_revision items made_at"


async def _copy_rows(
    conn: Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]
) -> None:
    await conn.copy_records_to_table(table, records=rows, columns=columns.split())


def _make_attempt_row(person: int, recorded: RecordedAttempt) -> tuple[Any, ...]:
    answer = recorded.attempt
    key_columns = (
        person,
        answer.id,
        answer.question,
        recorded.concept,
        recorded.version,
        _encode_json(answer.response),
        answer.sure,
    )
    return (
        *key_columns,
        recorded.correct,
        recorded.grade,
        recorded.points,
        answer.occurred_at,
        answer.occurred_at,
        answer.day,
        answer.seconds,
    )


def _make_reading_row(person: int, recorded: LessonReading, earned: int) -> tuple[Any, ...]:
    return (
        person,
        recorded.id,
        recorded.lesson,
        earned,
        recorded.occurred_at,
        recorded.day,
        recorded.seconds,
    )


def _make_memory_row(person: int, known: tuple[str, Memory], today: date) -> tuple[Any, ...]:
    concept, memory = known
    memory = replace(memory, due=min(memory.due, today))
    return (person, concept, *(getattr(memory, name) for name in Memory.__struct_fields__))


def _make_ledger_row(person: int, team_of: dict[int, int], entry: PointsEntry) -> tuple[Any, ...]:
    return (person, entry.cause, entry.points, team_of[person], entry.day, entry.earned_at)


def _make_progress_row(month: PracticeMonth) -> tuple[Any, ...]:
    totals = (getattr(month.progress, name) for name in PROGRESS_COLUMNS)
    return (
        month.person,
        *(_encode_json(value) if isinstance(value, dict) else value for value in totals),
    )


def _make_plan_row(month: PracticeMonth, today: date, revision: int) -> tuple[Any, ...]:
    return (
        month.person,
        today,
        revision,
        _encode_json(month.plan),
        month.attempts[-1].attempt.occurred_at,
    )


def _encode_json(value: object) -> str:
    return msgspec.json.encode(value).decode()
