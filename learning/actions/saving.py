"""The hot path to PostgreSQL, second half: all that a batch has changed is saved in one statement, or nothing of it.

A batch of one answer sends its rows as plain parameters, the cheapest that there is; a larger one as one JSON text a table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from asyncpg import Connection

from learning.actions.standing import TOTALS
from learning.rules.grading import Response
from learning.rules.memory import Memory
from learning.rules.standing import Attempt, Changes

PERSON, NOW, TEAM, STAMP = "$1", "$2", "$3", "$4"
FIRST = 5
"""The first parameter of the totals; those of the rows follow them."""
PROGRESS = f"""
UPDATE progress SET {", ".join(f"{name} = ${place}" for place, name in enumerate(TOTALS, FIRST))}
WHERE person = {PERSON} AND xmin = {STAMP} AND {NOW}::timestamptz IS NOT NULL AND {TEAM}::bigint IS NOT NULL
RETURNING person
"""
"""Comes first; what follows rests on its row, and does nothing when it is no longer the one that was loaded.

Names every parameter, because not every form of the statement has the parts that use them.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A table that rows are added to. `common` are its columns with one value for all of them, `own` those of each."""

    table: str
    common: Mapping[str, str]
    own: Sequence[str]
    conflict: str = ""

    def one(self, first: int) -> str:
        """Insert one row, a parameter for each of its columns."""
        return self._insert(", ".join(f"${place}" for place in range(first, first + len(self.own))), "mine")

    def many(self, place: int) -> str:
        """Insert the rows of a JSON text."""
        return self._insert(", ".join(self.own), f"mine, json_populate_recordset(NULL::{self.table}, ${place}::json)")

    def _insert(self, values: str, source: str) -> str:
        columns, common = ", ".join((*self.common, *self.own)), ", ".join(self.common.values())
        return f"INSERT INTO {self.table} ({columns}) SELECT {common}, {values} FROM {source} {self.conflict}"


ATTEMPT = "key question concept pack_version response sure correct grade points answered_at day seconds guess"
REPLACE = ", ".join(f"{name} = EXCLUDED.{name}" for name in Memory.__slots__)
PARTS = {
    "attempts": Part("attempt", {"person": PERSON, "received_at": NOW}, ATTEMPT.split()),
    "readings": Part("lesson_read", {"person": PERSON}, ["key", "lesson", "points", "read_at", "day", "seconds"]),
    "memories": Part(
        "memory",
        {"person": PERSON},
        ("concept", *Memory.__slots__),
        f"ON CONFLICT (person, concept) DO UPDATE SET {REPLACE}",
    ),
    "entries": Part("ledger_entry", {"person": PERSON, "team": TEAM}, ["cause", "points", "day", "earned_at"]),
    "awards": Part("award", {"person": PERSON, "earned_at": NOW}, ("badge",)),
}

ENCODED = frozenset({Response, dict})
"""What is stored as JSON."""

Rows = list[tuple[Any, ...]]


async def save(conn: Connection, person: int, team: int, stamp: int, changes: Changes, now: datetime) -> bool:
    """Save everything in one statement; nothing when the standing is no longer the one with this stamp."""
    parts = {name: rows for name, rows in _rows(changes).items() if rows}
    single = all(len(rows) == 1 for rows in parts.values())
    sent = _parameters(parts) if single else [_json(name, rows) for name, rows in parts.items()]
    totals = (_plain(getattr(changes.progress, name)) for name in TOTALS)
    saved = await conn.fetchval(_statement(tuple(parts), single), person, now, team, stamp, *totals, *sent)
    return saved is not None


@lru_cache
def _statement(names: tuple[str, ...], single: bool) -> str:
    """Build the statement for the parts that have rows: sixty-two forms at most, each prepared once."""
    parts, place = [f"mine AS ({PROGRESS})"], FIRST + len(TOTALS)
    for name in names:
        part = PARTS[name]
        parts.append(f"{name} AS ({part.one(place) if single else part.many(place)})")
        place += len(part.own) if single else 1
    return f"WITH {', '.join(parts)} SELECT person FROM mine"


def _rows(changes: Changes) -> dict[str, Rows]:
    """Return the rows of each part, in the order of its own columns."""
    return {
        "attempts": [_attempt(attempt) for attempt in changes.attempts],
        "readings": [(one.id, one.lesson, points, one.at, one.day, one.seconds) for one, points in changes.readings],
        "memories": [(concept, *_memory(memory)) for concept, memory in changes.memories.items()],
        "entries": [(entry.cause, entry.points, entry.day, entry.at) for entry in changes.entries],
        "awards": [(badge.id,) for badge in changes.awards],
    }


def _attempt(attempt: Attempt) -> tuple[Any, ...]:
    answer = attempt.answer
    about = (answer.id, answer.question, attempt.concept, attempt.version, answer.response, answer.sure)
    return (
        *about,
        attempt.correct,
        attempt.grade,
        attempt.points,
        answer.at,
        answer.day,
        answer.seconds,
        attempt.guess,
    )


def _memory(memory: Memory) -> tuple[Any, ...]:
    return tuple(getattr(memory, name) for name in Memory.__slots__)


def _parameters(parts: Mapping[str, Rows]) -> list[Any]:
    return [_plain(value) for [row] in parts.values() for value in row]


def _plain(value: Any) -> Any:
    """Make JSON of what is stored as such, and leave the rest to the driver."""
    return _text(value) if type(value) in ENCODED else value


def _json(name: str, rows: Rows) -> str:
    return _text([dict(zip(PARTS[name].own, row, strict=True)) for row in rows])


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
