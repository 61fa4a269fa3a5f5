"""Compose breaks and store them as plans, for one person or for many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

import msgspec
from asyncpg import Connection, Record

from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_composer import compose_break
from learning.rules.practice.break_contents import Learner, MemoryForBreak
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights

MAX_REFRESHER_MEMORIES = 30
"""Memories to choose refresher questions from: those due first."""


MEMORY_ARRAY_COLUMNS = ", ".join(
    f"array_agg({column})" for column in ("concept", *MemoryForBreak._fields)
)


SELECT_LEARNERS = f"""
SELECT p.id, p.minutes, p.language, g.pace, g.drift, r.lessons, c.questions, k.concepts, m.*
FROM person p JOIN progress g ON g.person = p.id
LEFT JOIN (
  SELECT person, array_agg(lesson) AS lessons FROM lesson_read
  WHERE person = ANY($1) GROUP BY person
) AS r ON r.person = p.id
LEFT JOIN (
  SELECT person, array_agg(substr(cause, 12)) AS questions FROM ledger_entry
  WHERE person = ANY($1) AND cause >= 'checkpoint:' AND cause < 'checkpoint;' GROUP BY person
) AS c ON c.person = p.id
LEFT JOIN (
  SELECT person, array_agg(concept) AS concepts FROM memory WHERE person = ANY($1) GROUP BY person
) AS k ON k.person = p.id
LEFT JOIN (
  SELECT person, {MEMORY_ARRAY_COLUMNS} FROM memory
  WHERE person = ANY($1) AND due <= $2 GROUP BY person
) AS m ON m.person = p.id
WHERE p.id = ANY($1::bigint[]) ORDER BY p.id
"""


SELECT_NEXT_DUE_MEMORIES = f"""
SELECT asked.person, m.* FROM unnest($1::bigint[]) AS asked (person), LATERAL (
  SELECT {MEMORY_ARRAY_COLUMNS} FROM (
    SELECT * FROM memory
    WHERE person = asked.person AND split_part(concept, '.', 1) = ANY($2) ORDER BY due LIMIT $3
  ) AS first
) AS m
"""


UPSERT_PLANS = """
INSERT INTO plan (person, day, catalogue_revision, items, made_at)
SELECT person, $3, $4, items::jsonb, $5
FROM unnest($1::bigint[], $2::text[]) AS made (person, items)
ON CONFLICT (person, day) DO UPDATE
SET catalogue_revision = EXCLUDED.catalogue_revision, items = EXCLUDED.items,
  made_at = EXCLUDED.made_at
WHERE plan.catalogue_revision < EXCLUDED.catalogue_revision
"""


async def plan_person_break(
    conn: Connection,
    person: int,
    catalogue: TeamCatalogue,
    day: date,
    now: datetime,
    weights: Weights = DEFAULT_WEIGHTS,
) -> None:
    """Compose and store one person's break in the caller's transaction."""
    rows = await conn.fetch(SELECT_LEARNERS, [person], day)
    await write_plans(conn, rows, catalogue, day, now, weights)


async def write_plans(
    conn: Connection,
    rows: Sequence[Record],
    catalogue: TeamCatalogue,
    day: date,
    now: datetime,
    weights: Weights,
) -> None:
    """Compose and store breaks.

    It takes one statement, and one more where some people have nothing to do.
    """
    plans = {
        row["id"]: compose_break(build_learner(row, catalogue, day, weights), catalogue)
        for row in rows
    }
    if rows_without_items := {
        row["id"]: row for row in rows if row["concepts"] and not plans[row["id"]]
    }:
        for person, *columns in await conn.fetch(
            SELECT_NEXT_DUE_MEMORIES,
            list(rows_without_items),
            list(catalogue.version_by_pack),
            MAX_REFRESHER_MEMORIES,
        ):
            learner = replace(
                build_learner(rows_without_items[person], catalogue, day, weights),
                memories=_group_due_memories(*columns),
            )
            plans[person] = compose_break(learner, catalogue)
    encoded = [msgspec.json.encode(items).decode() for items in plans.values()]
    await conn.execute(UPSERT_PLANS, list(plans), encoded, day, catalogue.catalogue_revision, now)


def build_learner(
    row: Record, catalogue: TeamCatalogue, day: date, weights: Weights = DEFAULT_WEIGHTS
) -> Learner:
    """Make a learner from a row of `SELECT_LEARNERS`."""
    read, known = frozenset(row["lessons"] or ()), frozenset(row["concepts"] or ())
    taught = catalogue.concepts_by_lesson
    return Learner(
        person=row["id"],
        day=day,
        budget_seconds=row["minutes"] * 60,
        pace=row["pace"],
        memories=_group_due_memories(*row[9:]),
        read_lessons=read,
        passed_checkpoints=frozenset(row["questions"] or ()),
        unasked_concepts=sorted(
            [one for lesson in read for one in taught.get(lesson, ()) if one not in known]
        ),
        other_known_concepts=known,
        drift=row["drift"],
        weights=weights,
        language=row["language"],
    )


def _group_due_memories(
    concepts: Iterable[str] | None, *columns: Iterable[object]
) -> dict[str, MemoryForBreak]:
    """Turn columns into memories by concept; None stands for no rows."""
    return (
        dict(zip(concepts, map(MemoryForBreak._make, zip(*columns, strict=True)), strict=True))
        if concepts
        else {}
    )
