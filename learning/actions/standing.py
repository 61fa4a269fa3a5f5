"""The hot path to PostgreSQL, first half: all that a batch can touch is loaded in one statement. `saving.py` is the other.

The stamp of the progress row (`xmin`, the transaction that wrote it) ties the two together: every change of a
person's standing writes that row, so a save that finds another stamp finds that somebody was quicker, and saves nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

import msgspec
from asyncpg import Connection, Record

from learning.queries.counters import counters_in
from learning.queries.memories import COLUMNS as MEMORY
from learning.queries.memories import as_memories
from learning.queries.rota import DIFFERENT, as_rota
from learning.queries.who import COLUMNS, WIDTH, Who, as_who, digest_of
from learning.rules.days import Rota
from learning.rules.memory import Grade, Memory, Review
from learning.rules.standing import Outcome, Progress

LOCK = "SELECT points, streak, longest_streak, last_day FROM progress WHERE person = $1 FOR UPDATE"
LOCK_ALL = "SELECT person FROM progress WHERE person = ANY($1) ORDER BY person FOR UPDATE"

TOTALS = tuple(field.name for field in fields(Progress))
"""The columns of `progress` are the fields of `Progress`, in their order."""
COUNTERS, DONE = TOTALS.index("counters"), TOTALS.index("done")
LOAD = f"""
SELECT {COLUMNS}, {", ".join(f"g.{name}" for name in TOTALS)}, g.xmin AS stamp,
  (SELECT json_object_agg(key, json_build_object('id', key, 'status', 'repeated', 'correct', correct, 'points', points))
   FROM (SELECT key, correct, points FROM attempt WHERE person = p.id AND key = ANY($3)
         UNION ALL SELECT key, NULL, points FROM lesson_read WHERE person = p.id AND key = ANY($3)) AS known) AS outcomes,
  ARRAY(SELECT ROW({MEMORY}) FROM memory WHERE person = p.id AND concept = ANY($4)) AS memories,
  ARRAY(SELECT cause FROM ledger_entry WHERE person = p.id AND cause = ANY($5)) AS causes,
  ARRAY(SELECT badge FROM award WHERE person = p.id) AS badges,
  apart.days_off, apart.days_on
FROM person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id
CROSS JOIN LATERAL (SELECT {DIFFERENT} WHERE person = p.id AND day >=
  CASE WHEN $6 < g.last_day THEN '-infinity' ELSE COALESCE(g.last_day, $6) END) AS apart
"""
BY_TOKEN = f"{LOAD} JOIN session s ON s.person = p.id WHERE s.token = $1 AND s.expires_at > $2"
BY_PERSON = f"{LOAD} WHERE p.id = $1 AND $2::timestamptz IS NOT NULL"
"""Takes the instant, too, and has no use for it."""

HISTORY = """
SELECT concept, answered_at, key, day, grade, question, guess FROM attempt
WHERE person = $1 AND concept = ANY($2) AND grade IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a standing a batch can touch; `first` is the day of its oldest entry. A late one needs all days off."""

    ids: list[UUID]
    concepts: list[str]
    causes: list[str]
    first: date


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a person's standing is. `stamp` changes with every change of it."""

    who: Who
    stamp: int
    progress: Progress
    outcomes: dict[UUID, Outcome]
    memories: dict[str, Memory]
    causes: set[str]
    badges: set[str]
    rota: Rota


_outcomes = msgspec.json.Decoder(dict[UUID, Outcome])


async def lock(conn: Connection, person: int) -> Record:
    """Lock the person's row, so that nobody else changes anything of this person meanwhile; return points and streak."""
    return await conn.fetchrow(LOCK, person)


async def lock_all(conn: Connection, people: Collection[int]) -> None:
    """Lock the rows of several people, in an order in which two such locks never wait for each other."""
    await conn.fetch(LOCK_ALL, people)


async def load(conn: Connection, whose: str | int, wanted: Wanted, now: datetime) -> Loaded | None:
    """Find who asks, by the session's token or by the person's id, and read their standing; None without a session."""
    statement, key = (BY_PERSON, whose) if isinstance(whose, int) else (BY_TOKEN, digest_of(whose))
    row = await conn.fetchrow(statement, key, now, wanted.ids, wanted.concepts, wanted.causes, wanted.first)
    return _loaded(row) if row else None


def _loaded(row: Record) -> Loaded:
    who, totals = as_who(row[:WIDTH]), list(row[WIDTH : WIDTH + len(TOTALS)])
    totals[COUNTERS], totals[DONE] = counters_in(totals[COUNTERS]), tuple(totals[DONE])
    return Loaded(
        who=who,
        stamp=row["stamp"],
        progress=Progress(*totals),
        outcomes=_outcomes.decode(row["outcomes"]) if row["outcomes"] else {},
        memories=as_memories(row["memories"]),
        causes=set(row["causes"]),
        badges=set(row["badges"]),
        rota=as_rota(who.work_days, row["days_off"], row["days_on"]),
    )


async def forget_plan(conn: Connection, person: int, day: date) -> None:
    """Throw a prepared break away; the next opening composes it anew."""
    await conn.execute("DELETE FROM plan WHERE person = $1 AND day = $2", person, day)


async def load_history(conn: Connection, person: int, concepts: Collection[str]) -> dict[str, tuple[Review, ...]]:
    """Read the whole log of some concepts, for an answer that came late."""
    found: dict[str, list[Review]] = {concept: [] for concept in concepts}
    for row in await conn.fetch(HISTORY, person, list(concepts)):
        found[row["concept"]].append(as_review(row))
    return {concept: tuple(reviews) for concept, reviews in found.items()}


def as_review(row: Record) -> Review:
    """Make the value of an attempt's row, one that was graded."""
    return Review(row["answered_at"], str(row["key"]), row["day"], Grade(row["grade"]), row["question"], row["guess"])
