"""Save all that a batch has changed in one statement, or nothing of it.

A batch of one attempt sends its rows as plain parameters, which is cheapest. A larger one sends one
JSON text per table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from asyncpg import Connection

from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import LearnerChanges, RecordedAttempt
from learning.rules.practice.memory import Memory
from learning.rules.practice.memory_snapshot import MemorySnapshot
from learning.steps.practice.load_learner_state import PROGRESS_COLUMNS

PERSON_PARAMETER, NOW_PARAMETER, TEAM_PARAMETER, STAMP_PARAMETER = "$1", "$2", "$3", "$4"
FIRST_PROGRESS_PARAMETER = 5
"""The first parameter of the totals. Those of the rows follow."""
PROGRESS_ASSIGNMENTS = ", ".join(
    f"{name} = ${place}" for place, name in enumerate(PROGRESS_COLUMNS, FIRST_PROGRESS_PARAMETER)
)
UPDATE_UNCHANGED_PROGRESS = f"""
UPDATE progress SET {PROGRESS_ASSIGNMENTS}, unfolded = true
WHERE person = {PERSON_PARAMETER} AND xmin = {STAMP_PARAMETER}
AND {NOW_PARAMETER}::timestamptz IS NOT NULL AND {TEAM_PARAMETER}::bigint IS NOT NULL
RETURNING person
"""
"""The first part of the statement. The others take their rows from its row.

It changes nothing when the row has another stamp than the one that was loaded. It names every
parameter, because not every form of the statement has the parts that use them.
"""


@dataclass(frozen=True, slots=True)
class InsertPart:
    """A table that gets rows.

    `shared_columns` have one value for all rows, `row_columns` one for each.
    """

    table: str
    shared_columns: Mapping[str, str]
    row_columns: Sequence[str]
    conflict_clause: str = ""

    def insert_single_row(self, first_parameter: int) -> str:
        """Insert one row, a parameter for each of its columns."""
        return self._build_insert(
            ", ".join(
                f"${place}"
                for place in range(first_parameter, first_parameter + len(self.row_columns))
            ),
            "mine",
        )

    def insert_json_rows(self, parameter: int) -> str:
        """Insert the rows of a JSON text."""
        return self._build_insert(
            ", ".join(self.row_columns),
            f"mine, json_populate_recordset(NULL::{self.table}, ${parameter}::json)",
        )

    def _build_insert(self, values: str, source: str) -> str:
        columns, common = (
            ", ".join((*self.shared_columns, *self.row_columns)),
            ", ".join(self.shared_columns.values()),
        )
        return (
            f"INSERT INTO {self.table} ({columns}) SELECT {common}, {values} FROM {source}"
            f" {self.conflict_clause}"
        )


ATTEMPT_COLUMNS = (
    "key",
    "question",
    "concept",
    "pack_version",
    "response",
    "sure",
    "correct",
    "grade",
    "points",
    "answered_at",
    "day",
    "seconds",
    "guess",
)
REPLACE_MEMORY_COLUMNS = ", ".join(f"{name} = EXCLUDED.{name}" for name in Memory.__struct_fields__)
SNAPSHOT_COLUMNS = MemorySnapshot.__struct_fields__
REPLACE_SNAPSHOT_COLUMNS = ", ".join(f"{name} = EXCLUDED.{name}" for name in SNAPSHOT_COLUMNS)
INSERT_PARTS = {
    "attempts": InsertPart(
        "attempt",
        {"person": PERSON_PARAMETER, "received_at": NOW_PARAMETER},
        ATTEMPT_COLUMNS,
    ),
    "readings": InsertPart(
        "lesson_read",
        {"person": PERSON_PARAMETER},
        ["key", "lesson", "points", "read_at", "day", "seconds"],
    ),
    "memories": InsertPart(
        "memory",
        {"person": PERSON_PARAMETER},
        ("concept", *Memory.__struct_fields__),
        f"ON CONFLICT (person, concept) DO UPDATE SET {REPLACE_MEMORY_COLUMNS}",
    ),
    "entries": InsertPart(
        "ledger_entry",
        {"person": PERSON_PARAMETER, "team": TEAM_PARAMETER},
        ["cause", "points", "day", "earned_at"],
    ),
    "awards": InsertPart(
        "award", {"person": PERSON_PARAMETER, "earned_at": NOW_PARAMETER}, ("badge",)
    ),
    "snapshots": InsertPart(
        "memory_snapshot",
        {"person": PERSON_PARAMETER},
        ("concept", *SNAPSHOT_COLUMNS),
        f"ON CONFLICT (person, concept, weights) DO UPDATE SET {REPLACE_SNAPSHOT_COLUMNS}",
    ),
}
"""Only a replay of a long log has snapshots."""

JSON_ENCODED_TYPES = frozenset({Response, dict})
"""Types that are stored as JSON."""

PartRows = list[tuple[Any, ...]]


async def save_learner_state(
    conn: Connection, person: int, team: int, stamp: int, changes: LearnerChanges, now: datetime
) -> bool:
    """Save all changes in one statement; return False and save nothing when the stamp differs."""
    parts = {name: rows for name, rows in _collect_part_rows(changes).items() if rows}
    one_row_each = all(len(rows) == 1 for rows in parts.values())
    sent = (
        _flatten_parameters(parts)
        if one_row_each
        else [_encode_part_rows(name, rows) for name, rows in parts.items()]
    )
    totals = map(_encode_parameter, msgspec.structs.astuple(changes.progress))
    saved = await conn.fetchval(
        _build_save_statement(tuple(parts), one_row_each), person, now, team, stamp, *totals, *sent
    )
    return saved is not None


@lru_cache
def _build_save_statement(names: tuple[str, ...], one_row_each: bool) -> str:
    """Build the statement for the parts that have rows.

    It has at most 62 forms, and as many with snapshots. Each is prepared once.
    """
    parts, place = (
        [f"mine AS ({UPDATE_UNCHANGED_PROGRESS})"],
        FIRST_PROGRESS_PARAMETER + len(PROGRESS_COLUMNS),
    )
    for name in names:
        part = INSERT_PARTS[name]
        insert = part.insert_single_row(place) if one_row_each else part.insert_json_rows(place)
        parts.append(f"{name} AS ({insert})")
        place += len(part.row_columns) if one_row_each else 1
    return f"WITH {', '.join(parts)} SELECT person FROM mine"


def _collect_part_rows(changes: LearnerChanges) -> dict[str, PartRows]:
    """Return the rows of each part, in the order of its own columns."""
    return {
        "attempts": [_make_attempt_row(attempt) for attempt in changes.attempts],
        "readings": [
            (one.id, one.lesson, points, one.occurred_at, one.day, one.seconds)
            for one, points in changes.readings
        ],
        "memories": [
            (concept, *msgspec.structs.astuple(memory))
            for concept, memory in changes.memories.items()
        ],
        "entries": [
            (entry.cause, entry.points, entry.day, entry.earned_at) for entry in changes.entries
        ],
        "awards": [(badge.id,) for badge in changes.awards],
        "snapshots": [
            (concept, *msgspec.structs.astuple(snapshot)) for concept, snapshot in changes.snapshots
        ],
    }


def _make_attempt_row(attempt: RecordedAttempt) -> tuple[Any, ...]:
    answer = attempt.attempt
    about = (
        answer.id,
        answer.question,
        attempt.concept,
        attempt.version,
        answer.response,
        answer.sure,
    )
    return (
        *about,
        attempt.correct,
        attempt.grade,
        attempt.points,
        answer.occurred_at,
        answer.day,
        answer.seconds,
        attempt.guess_chance,
    )


def _flatten_parameters(parts: Mapping[str, PartRows]) -> list[Any]:
    return [_encode_parameter(value) for [row] in parts.values() for value in row]


def _encode_parameter(value: Any) -> Any:
    """Encode what is stored as JSON, and leave everything else to the driver."""
    return _encode_json_text(value) if type(value) in JSON_ENCODED_TYPES else value


def _encode_part_rows(name: str, rows: PartRows) -> str:
    return _encode_json_text(
        [dict(zip(INSERT_PARTS[name].row_columns, row, strict=True)) for row in rows]
    )


def _encode_json_text(value: object) -> str:
    return msgspec.json.encode(value).decode()
