"""Load all that a batch can touch in one statement. `save_learner_state.py` saves it.

The stamp of the progress row (`xmin`, the transaction that wrote it) ties the two together. Every
change of a learner's state writes that row, so a save that finds another stamp saves nothing.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

import msgspec
from asyncpg import Connection, Record

from learning.queries.people.current_user import (
    CURRENT_USER_COLUMN_COUNT,
    CURRENT_USER_COLUMNS,
    CurrentUser,
    hash_token,
    make_user_from_row,
)
from learning.queries.practice.memories import MEMORY_COLUMNS, make_memories_from_rows
from learning.queries.recognition.counters import decode_counters
from learning.queries.rota.rota import ROTA_EXCEPTIONS_SQL, make_rota
from learning.rules.practice.device_times import MAX_DAYS_AFTER_ISSUE
from learning.rules.practice.learner_state import EntryOutcome, FinishedItem, LearnerProgress
from learning.rules.practice.memory import Memory
from learning.rules.rota.days import Rota

LOCK_LEARNER_PROGRESS = (
    "SELECT points, streak, longest_streak, last_day FROM progress WHERE person = $1 FOR UPDATE"
)
LOCK_LEARNERS_PROGRESS = (
    "SELECT person FROM progress WHERE person = ANY($1) ORDER BY person FOR UPDATE"
)

PROGRESS_COLUMNS = LearnerProgress.__struct_fields__
"""The columns of `progress` are the fields of `LearnerProgress`, in their order."""
COUNTERS_INDEX = PROGRESS_COLUMNS.index("counters")
ID_LIST_INDEXES = tuple(PROGRESS_COLUMNS.index(name) for name in ("done", "late_done"))
SELECT_LEARNER_STATE = f"""
SELECT {CURRENT_USER_COLUMNS},
  {", ".join(f"g.{name}" for name in PROGRESS_COLUMNS)}, g.xmin AS stamp,
  (SELECT json_object_agg(key, json_build_object(
     'id', key, 'status', 'repeated', 'correct', correct, 'points', points, 'day', day))
   FROM (SELECT key, correct, points, day FROM attempt WHERE person = p.id AND key = ANY($3)
         UNION ALL
         SELECT key, NULL, points, day FROM lesson_read WHERE person = p.id AND key = ANY($3)
        ) AS known) AS outcomes,
  ARRAY(SELECT ROW({MEMORY_COLUMNS}) FROM memory
        WHERE person = p.id AND concept = ANY($4)) AS memories,
  ARRAY(SELECT cause FROM ledger_entry WHERE person = p.id AND cause = ANY($5)) AS causes,
  ARRAY(SELECT badge FROM award WHERE person = p.id) AS badges,
  ARRAY(SELECT day FROM issued_break WHERE $6 < $7::date AND person = p.id
        AND day BETWEEN $6::date - $8::int AND $7) AS issued_days,
  apart.days_off, apart.days_on
FROM person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id
CROSS JOIN LATERAL (SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = p.id AND day >=
  CASE WHEN $6 < g.last_day THEN '-infinity' ELSE COALESCE(g.last_day, $6) END) AS apart
"""
SELECT_LEARNER_STATE_BY_TOKEN = f"""
{SELECT_LEARNER_STATE} JOIN session s ON s.person = p.id WHERE s.token = $1 AND s.expires_at > $2
"""
SELECT_LEARNER_STATE_BY_PERSON = (
    f"{SELECT_LEARNER_STATE} WHERE p.id = $1 AND $2::timestamptz IS NOT NULL"
)
"""It ignores the instant, which is a parameter of both statements."""

SELECT_FINISHED_ITEMS = """
SELECT day, question AS item FROM attempt WHERE person = $1 AND day = ANY($2)
UNION SELECT day, lesson FROM lesson_read WHERE person = $1 AND day = ANY($2)
"""


class LearnerStateSelection(msgspec.Struct, frozen=True):
    """What a batch can touch. `first_day` is the day of its oldest entry.

    `received_day` is that of the receipt. Where the oldest entry is of an earlier day, the days of
    fetched breaks are loaded that can have issued a break for it.
    Days off are loaded from that day on; all of them when it is before the last practised day.
    """

    event_ids: list[UUID]
    concepts: list[str]
    causes: list[str]
    first_day: date
    received_day: date


class LoadedLearnerState(msgspec.Struct, frozen=True):
    """The stored state of a learner. `stamp` changes with every change of it."""

    user: CurrentUser
    stamp: int
    progress: LearnerProgress
    outcomes: dict[UUID, EntryOutcome]
    memories: dict[str, Memory]
    causes: set[str]
    badges: set[str]
    rota: Rota
    issued_days: list[date]


_outcomes_decoder = msgspec.json.Decoder(dict[UUID, EntryOutcome])


async def lock_learner_state(conn: Connection, person: int) -> Record:
    """Lock a person's progress row; return points and streak."""
    return await conn.fetchrow(LOCK_LEARNER_PROGRESS, person)


async def lock_learner_states(conn: Connection, people: Collection[int]) -> None:
    """Lock the progress rows of several people, in an order that cannot deadlock."""
    await conn.fetch(LOCK_LEARNERS_PROGRESS, people)


async def load_learner_state(
    conn: Connection, token_or_id: str | int, selection: LearnerStateSelection, now: datetime
) -> LoadedLearnerState | None:
    """Read the user and their state, by session token or person id; None without a session."""
    statement, key = (
        (SELECT_LEARNER_STATE_BY_PERSON, token_or_id)
        if isinstance(token_or_id, int)
        else (SELECT_LEARNER_STATE_BY_TOKEN, hash_token(token_or_id))
    )
    row = await conn.fetchrow(
        statement,
        key,
        now,
        selection.event_ids,
        selection.concepts,
        selection.causes,
        selection.first_day,
        selection.received_day,
        MAX_DAYS_AFTER_ISSUE.days,
    )
    return _read_learner_state(row) if row else None


def _read_learner_state(row: Record) -> LoadedLearnerState:
    user, progress_values = (
        make_user_from_row(row[:CURRENT_USER_COLUMN_COUNT]),
        list(row[CURRENT_USER_COLUMN_COUNT : CURRENT_USER_COLUMN_COUNT + len(PROGRESS_COLUMNS)]),
    )
    progress_values[COUNTERS_INDEX] = decode_counters(progress_values[COUNTERS_INDEX])
    for index in ID_LIST_INDEXES:
        progress_values[index] = tuple(progress_values[index])
    return LoadedLearnerState(
        user=user,
        stamp=row["stamp"],
        progress=LearnerProgress(*progress_values),
        outcomes=_outcomes_decoder.decode(row["outcomes"]) if row["outcomes"] else {},
        memories=make_memories_from_rows(row["memories"]),
        causes=set(row["causes"]),
        badges=set(row["badges"]),
        rota=make_rota(user.work_days, row["days_off"], row["days_on"]),
        issued_days=row["issued_days"],
    )


async def delete_plan(conn: Connection, person: int, day: date) -> None:
    """Delete a plan. The break is composed again when it is next opened."""
    await conn.execute("DELETE FROM plan WHERE person = $1 AND day = $2", person, day)


async def load_finished_items(
    conn: Connection, person: int, days: Collection[date]
) -> tuple[FinishedItem, ...]:
    """Read what a person finished on some days, for an entry that came late."""
    rows = await conn.fetch(SELECT_FINISHED_ITEMS, person, list(days))
    return tuple((row["day"], row["item"]) for row in rows)
