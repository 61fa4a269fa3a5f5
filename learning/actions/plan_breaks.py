"""Prepare breaks: for one person who opens the app, or for a whole team before its day begins."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import msgspec
from asyncpg import Connection, Record

from learning.actions.due_jobs import Job, extend_lease, finish_job, write_job
from learning.queries.catalogue import newest_edition, shelf_of
from learning.queries.weights import eras_of, newest_adoption
from learning.rules.breaks import Known, Learner, compose
from learning.rules.days import day_start, local_day
from learning.rules.shelf import Shelf
from learning.rules.weights import DEFAULT, Weights
from learning.tables.database import connection, transaction

PASS = 25_000
"""People read in one pass. Everybody's memories lie scattered over the same pages: a long pass reads a page once."""
CHUNK = 500
"""People held in memory, whose plans are written together. A dead worker's successor begins after the last of them."""
MOST = 30
"""Memories that a refresher is chosen from: those due first."""
KEEP = timedelta(days=3)

UNPLANNED = """
SELECT id FROM person p WHERE team = $1 AND id > $2 AND erased_at IS NULL
AND NOT EXISTS (SELECT FROM plan WHERE person = p.id AND day = $3 AND edition >= $4) ORDER BY id LIMIT $5
"""
SET_UP = """
SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL jit = off;
SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL work_mem = '64MB'
"""
"""For a pass: a plan for so many people, not for a few; one process, room to sort what is due, no compiling."""
COLUMNS = ", ".join(f"array_agg({column})" for column in ("concept", *Known._fields))
LEARNERS = f"""
SELECT p.id, p.minutes, g.pace, g.drift, r.lessons, c.questions, k.concepts, m.*
FROM person p JOIN progress g ON g.person = p.id
LEFT JOIN (
  SELECT person, array_agg(lesson) AS lessons FROM lesson_read WHERE person = ANY($1) GROUP BY person
) AS r ON r.person = p.id
LEFT JOIN (
  SELECT person, array_agg(substr(cause, 12)) AS questions FROM ledger_entry
  WHERE person = ANY($1) AND cause >= 'checkpoint:' AND cause < 'checkpoint;' GROUP BY person
) AS c ON c.person = p.id
LEFT JOIN (
  SELECT person, array_agg(concept) AS concepts FROM memory WHERE person = ANY($1) GROUP BY person
) AS k ON k.person = p.id
LEFT JOIN (
  SELECT person, {COLUMNS} FROM memory WHERE person = ANY($1) AND due <= $2 GROUP BY person
) AS m ON m.person = p.id
WHERE p.id = ANY($1::bigint[]) ORDER BY p.id
"""
SOON = f"""
SELECT asked.person, m.* FROM unnest($1::bigint[]) AS asked (person), LATERAL (
  SELECT {COLUMNS} FROM (
    SELECT * FROM memory WHERE person = asked.person AND split_part(concept, '.', 1) = ANY($2) ORDER BY due LIMIT $3
  ) AS first
) AS m
"""
INSERT = """
INSERT INTO plan (person, day, edition, items, made_at)
SELECT person, $3, $4, items::jsonb, $5 FROM unnest($1::bigint[], $2::text[]) AS made (person, items)
ON CONFLICT (person, day) DO UPDATE SET edition = EXCLUDED.edition, items = EXCLUDED.items, made_at = EXCLUDED.made_at
WHERE plan.edition < EXCLUDED.edition
"""


async def plan_break(person: int, shelf: Shelf, day: date, now: datetime, weights: Weights = DEFAULT) -> None:
    """Prepare one person's break, by the same function as the whole team's; a plan of this edition stays."""
    async with transaction() as conn:
        await _plan(conn, await conn.fetch(LEARNERS, [person], day), shelf, day, now, weights)


async def plan_team(job: Job, now: datetime) -> None:
    """Prepare the day of every member of a team, chunk by chunk, and write the job of the next day.

    Killed on the way, it is claimed again and goes on behind what is done; a late one plans today, not the past.
    """
    async with connection() as conn:
        team = await conn.fetchrow("SELECT id, path, zone FROM team WHERE id = $1", int(job.subject))
    day = max(date.fromisoformat(job.slot), local_day(now, team["zone"]))
    shelf = await shelf_of(tuple(team["path"]), await newest_edition())
    weights = (await eras_of(team["path"][0], await newest_adoption())).at(now)
    people = [0]
    while people := await _unplanned(team["id"], people[-1], shelf, day):
        await _plan_all(job, people, shelf, day, now, weights)
    following = day + timedelta(days=1)
    async with transaction() as conn:
        if await finish_job(conn, job, now):
            await conn.execute(
                "DELETE FROM plan USING person p WHERE p.id = person AND p.team = $1 AND day < $2",
                team["id"],
                day - KEEP,
            )
            await write_job(conn, job.kind, job.subject, following.isoformat(), day_start(following, team["zone"]))


async def _unplanned(team: int, after: int, shelf: Shelf, day: date) -> list[int]:
    """Return the next members, by id, who have no plan of this edition for a day."""
    async with connection() as conn:
        return [row["id"] for row in await conn.fetch(UNPLANNED, team, after, day, shelf.edition, PASS)]


async def _plan_all(job: Job, people: list[int], shelf: Shelf, day: date, now: datetime, weights: Weights) -> None:
    """Read everything about people in one pass; compose and save as it comes, each chunk for good with the lease."""
    async with connection() as reading, reading.transaction():
        await reading.execute(SET_UP)
        learners = await reading.cursor(LEARNERS, people, day)
        while rows := await learners.fetch(CHUNK):
            async with transaction() as conn:
                await _plan(conn, rows, shelf, day, now, weights)
                await extend_lease(job)


async def _plan(
    conn: Connection, rows: Sequence[Record], shelf: Shelf, day: date, now: datetime, weights: Weights
) -> None:
    """Compose and save: one statement, and one more where some have nothing to do."""
    plans = {row["id"]: compose(learner_of(row, shelf, day, weights), shelf) for row in rows}
    if idle := {row["id"]: row for row in rows if row["concepts"] and not plans[row["id"]]}:
        for person, *columns in await conn.fetch(SOON, list(idle), list(shelf.by_pack), MOST):
            learner = replace(learner_of(idle[person], shelf, day, weights), memories=_memories(*columns))
            plans[person] = compose(learner, shelf)
    encoded = [msgspec.json.encode(items).decode() for items in plans.values()]
    await conn.execute(INSERT, list(plans), encoded, day, shelf.edition, now)


def learner_of(row: Record, shelf: Shelf, day: date, weights: Weights = DEFAULT) -> Learner:
    """Put together what `LEARNERS` tells of a person."""
    read, known = frozenset(row["lessons"] or ()), frozenset(row["concepts"] or ())
    taught = shelf.taught
    return Learner(
        person=row["id"],
        day=day,
        budget=row["minutes"] * 60,
        pace=row["pace"],
        memories=_memories(*row[8:]),
        read=read,
        passed=frozenset(row["questions"] or ()),
        unasked=sorted([one for lesson in read for one in taught.get(lesson, ()) if one not in known]),
        known=known,
        drift=row["drift"],
        weights=weights,
    )


def _memories(concepts: Iterable[str] | None, *columns: Iterable[object]) -> dict[str, Known]:
    """Turn columns into memories by concept; None stands for no rows."""
    return dict(zip(concepts, map(Known._make, zip(*columns, strict=True)), strict=True)) if concepts else {}
