"""The hot path to PostgreSQL: a person's standing is loaded in one statement and saved in another.

The stamp of the progress row (`xmin`, the transaction that wrote it) ties the two together: every change of a
person's standing writes that row, so a save that finds another stamp finds that somebody was quicker, and saves nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

import msgspec
from asyncpg import Connection, Record

from learning.rules.memory import Grade, Memory, Review
from learning.rules.standing import Changes, Outcome, Progress

LOCK = "SELECT streak, longest_streak, last_day FROM progress WHERE person = $1 FOR UPDATE"

LOAD = """
SELECT g.xmin AS stamp, g.points, g.week, g.week_points, g.streak, g.longest_streak, g.last_day, g.counters, g.pace,
  g.drift, g.done,
  (SELECT json_object_agg(key, json_build_object('id', key, 'status', 'repeated', 'correct', correct, 'points', points))
   FROM (SELECT key, correct, points FROM attempt WHERE person = $1 AND key = ANY($2)
         UNION ALL SELECT key, NULL, points FROM lesson_read WHERE person = $1 AND key = ANY($2)) AS known) AS outcomes,
  ARRAY(SELECT ROW(concept, stability, difficulty, due, last_day, last_at, last_grade, reviews, lapses, question)
   FROM memory WHERE person = $1 AND concept = ANY($3)) AS memories,
  ARRAY(SELECT cause FROM ledger_entry WHERE person = $1 AND cause = ANY($4)) AS causes,
  ARRAY(SELECT badge FROM award WHERE person = $1) AS badges,
  ARRAY(SELECT day FROM rota_day WHERE NOT works AND person = $1 AND day >=
    CASE WHEN $5 < g.last_day THEN '-infinity' ELSE COALESCE(g.last_day, $5) END) AS days_off
FROM progress g WHERE g.person = $1
"""

HISTORY = """
SELECT concept, answered_at, key, day, grade, question, guess FROM attempt
WHERE person = $1 AND concept = ANY($2) AND grade IS NOT NULL
"""

PRACTISED = "SELECT day FROM attempt WHERE person = $1 UNION SELECT day FROM lesson_read WHERE person = $1"

PARTS = {
    "attempts": """INSERT INTO attempt (person, key, question, concept, pack_version, response, sure, correct, grade,
 points, answered_at, received_at, day, seconds, guess) SELECT $1, key, question, concept, pack_version, response, sure,
 correct, grade, points, answered_at, $2, day, seconds, guess
 FROM json_populate_recordset(NULL::attempt, {rows}) {guard}""",
    "readings": """INSERT INTO lesson_read (person, key, lesson, points, read_at, day, seconds)
 SELECT $1, key, lesson, points, read_at, day, seconds FROM json_populate_recordset(NULL::lesson_read, {rows}) {guard}""",
    "memories": """INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at, last_grade,
 reviews, lapses, question) SELECT $1, concept, stability, difficulty, due, last_day, last_at, last_grade, reviews,
 lapses, question FROM json_populate_recordset(NULL::memory, {rows}) {guard} ON CONFLICT (person, concept) DO UPDATE SET
 stability = EXCLUDED.stability, difficulty = EXCLUDED.difficulty, due = EXCLUDED.due, last_day = EXCLUDED.last_day,
 last_at = EXCLUDED.last_at, last_grade = EXCLUDED.last_grade, reviews = EXCLUDED.reviews, lapses = EXCLUDED.lapses,
 question = EXCLUDED.question""",
    "entries": """INSERT INTO ledger_entry (person, cause, points, team, day, earned_at)
 SELECT $1, cause, points, $3, day, earned_at FROM json_populate_recordset(NULL::ledger_entry, {rows}) {guard}""",
    "awards": """INSERT INTO award (person, badge, earned_at)
 SELECT $1, badge, $2 FROM json_populate_recordset(NULL::award, {rows}) {guard}""",
}

PROGRESS = """UPDATE progress SET points = $4, week = $5, week_points = $6, streak = $7, longest_streak = $8,
 last_day = $9, counters = $10, pace = $11, drift = $12, done = $13
 WHERE person = $1 AND xmin = $14 AND $2::timestamptz IS NOT NULL AND $3::bigint IS NOT NULL RETURNING person"""
"""Names every parameter, because not every form of the statement has the parts that use them."""

GUARD = "WHERE EXISTS (SELECT FROM mine)"
"""Nothing is inserted unless the progress row was still the one that was loaded."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a person's standing is. `stamp` changes with every change of it."""

    stamp: int
    progress: Progress
    outcomes: dict[UUID, Outcome]
    memories: dict[str, Memory]
    causes: set[str]
    badges: set[str]
    days_off: frozenset[date]


async def lock(at: Connection, person: int) -> Record:
    """Lock the person's row, so that nobody else changes anything of this person meanwhile; return the streak."""
    return await at.fetchrow(LOCK, person)


async def load(
    at: Connection, person: int, ids: list[UUID], concepts: list[str], causes: list[str], first: date
) -> Loaded:
    """Read what a batch can touch whose oldest entry is of the day `first`; a late one needs all days off."""
    row = await at.fetchrow(LOAD, person, ids, concepts, causes, first)
    return Loaded(
        stamp=row["stamp"],
        progress=Progress(
            points=row["points"],
            week=row["week"],
            week_points=row["week_points"],
            streak=row["streak"],
            longest_streak=row["longest_streak"],
            last_day=row["last_day"],
            counters=msgspec.json.decode(row["counters"], type=dict[str, int]),
            pace=row["pace"],
            drift=row["drift"],
            done=tuple(row["done"]),
        ),
        outcomes=msgspec.json.decode(row["outcomes"] or b"{}", type=dict[UUID, Outcome]),
        memories={concept: Memory(*known) for concept, *known in row["memories"]},
        causes=set(row["causes"]),
        badges=set(row["badges"]),
        days_off=frozenset(row["days_off"]),
    )


async def forget_plan(at: Connection, person: int, day: date) -> None:
    """Throw a prepared break away; the next opening composes it anew."""
    await at.execute("DELETE FROM plan WHERE person = $1 AND day = $2", person, day)


async def load_history(at: Connection, person: int, concepts: Collection[str]) -> dict[str, tuple[Review, ...]]:
    """Read the whole log of some concepts, for an answer that came late."""
    found: dict[str, list[Review]] = {concept: [] for concept in concepts}
    for row in await at.fetch(HISTORY, person, list(concepts)):
        found[row["concept"]].append(_review(row))
    return {concept: tuple(reviews) for concept, reviews in found.items()}


async def load_practised(at: Connection, person: int) -> set[date]:
    """Read all days on which a person practised, for a day that came late."""
    return {row["day"] for row in await at.fetch(PRACTISED, person)}


async def save(at: Connection, person: int, team: int, stamp: int, changes: Changes, now: datetime) -> bool:
    """Save everything in one statement; nothing when the standing is no longer the one with this stamp."""
    rows = {name: encoded for name, encoded in _rows(changes).items() if encoded is not None}
    after = changes.progress
    saved = await at.fetchval(
        _statement(tuple(rows)),
        person,
        now,
        team,
        after.points,
        after.week,
        after.week_points,
        after.streak,
        after.longest_streak,
        after.last_day,
        _text(after.counters),
        after.pace,
        after.drift,
        after.done,
        stamp,
        *rows.values(),
    )
    return saved is not None


@lru_cache
def _statement(names: tuple[str, ...]) -> str:
    """Build the statement for the parts that have rows: thirty-one forms at most, each prepared once."""
    parts = [
        f"{name} AS ({PARTS[name].format(rows=f'${place}::json', guard=GUARD)})"
        for place, name in enumerate(names, start=15)
    ]
    return f"WITH {', '.join([f'mine AS ({PROGRESS})', *parts])} SELECT person FROM mine"


def _rows(changes: Changes) -> dict[str, str | None]:
    return {
        "attempts": _table(
            {
                "key": attempt.answer.id,
                "question": attempt.answer.question,
                "concept": attempt.concept,
                "pack_version": attempt.version,
                "response": attempt.answer.response,
                "sure": attempt.answer.sure,
                "correct": attempt.correct,
                "grade": attempt.grade,
                "points": attempt.points,
                "answered_at": attempt.answer.at,
                "day": attempt.answer.day,
                "seconds": attempt.answer.seconds,
                "guess": attempt.guess,
            }
            for attempt in changes.attempts
        ),
        "readings": _table(
            {
                "key": reading.id,
                "lesson": reading.lesson,
                "points": points,
                "read_at": reading.at,
                "day": reading.day,
                "seconds": reading.seconds,
            }
            for reading, points in changes.readings
        ),
        "memories": _table(_memory(concept, memory) for concept, memory in changes.memories.items()),
        "entries": _table(
            {"cause": entry.cause, "points": entry.points, "day": entry.day, "earned_at": entry.at}
            for entry in changes.entries
        ),
        "awards": _table({"badge": badge.id} for badge in changes.awards),
    }


def _memory(concept: str, memory: Memory) -> dict[str, object]:
    return {"concept": concept, **{name: getattr(memory, name) for name in Memory.__slots__}}


def _table(rows: Iterable[dict[str, object]]) -> str | None:
    found = list(rows)
    return _text(found) if found else None


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _review(row: Record) -> Review:
    return Review(row["answered_at"], str(row["key"]), row["day"], Grade(row["grade"]), row["question"], row["guess"])
