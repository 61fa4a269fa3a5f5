"""Prepare breaks: for one person who opens the app, or for a whole team before its day begins."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import msgspec
from asyncpg import Connection, Record

from learning.actions.jobs.job_queue import Job, extend_job_lease, finish_job, write_job
from learning.queries.packs.team_catalogue import load_newest_catalogue_revision, load_team_catalogue
from learning.queries.practice.weights import load_newest_adoption_id, load_weights_history
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_composer import Learner, MemoryForBreak, compose_break
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights
from learning.rules.rota.days import find_day_start, to_local_day
from learning.tables.database import connection, transaction

PEOPLE_PER_PLAN_PASS = 25_000
"""People read in one pass. Everybody's memories lie scattered over the same pages: a long pass reads a page once."""
PEOPLE_PER_PLAN_CHUNK = 500
"""People held in memory, whose plans are written together. A dead worker's successor begins after the last of them."""
MAX_REFRESHER_MEMORIES = 30
"""Memories that a refresher is chosen from: those due first."""
PLAN_RETENTION = timedelta(days=3)

SELECT_UNPLANNED_PEOPLE = """
SELECT id FROM person p WHERE team = $1 AND id > $2 AND erased_at IS NULL
AND NOT EXISTS (SELECT FROM plan WHERE person = p.id AND day = $3 AND edition >= $4) ORDER BY id LIMIT $5
"""
SET_PLAN_PASS_OPTIONS = """
SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL jit = off;
SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL work_mem = '64MB'
"""
"""For a pass: a plan for so many people, not for a few; one process, room to sort what is due, no compiling."""
MEMORY_ARRAY_COLUMNS = ", ".join(f"array_agg({column})" for column in ("concept", *MemoryForBreak._fields))
SELECT_LEARNERS = f"""
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
  SELECT person, {MEMORY_ARRAY_COLUMNS} FROM memory WHERE person = ANY($1) AND due <= $2 GROUP BY person
) AS m ON m.person = p.id
WHERE p.id = ANY($1::bigint[]) ORDER BY p.id
"""
SELECT_NEXT_DUE_MEMORIES = f"""
SELECT asked.person, m.* FROM unnest($1::bigint[]) AS asked (person), LATERAL (
  SELECT {MEMORY_ARRAY_COLUMNS} FROM (
    SELECT * FROM memory WHERE person = asked.person AND split_part(concept, '.', 1) = ANY($2) ORDER BY due LIMIT $3
  ) AS first
) AS m
"""
UPSERT_PLANS = """
INSERT INTO plan (person, day, edition, items, made_at)
SELECT person, $3, $4, items::jsonb, $5 FROM unnest($1::bigint[], $2::text[]) AS made (person, items)
ON CONFLICT (person, day) DO UPDATE SET edition = EXCLUDED.edition, items = EXCLUDED.items, made_at = EXCLUDED.made_at
WHERE plan.edition < EXCLUDED.edition
"""


async def plan_break(
    person: int, catalogue: TeamCatalogue, day: date, now: datetime, weights: Weights = DEFAULT_WEIGHTS
) -> None:
    """Prepare one person's break, by the same function as the whole team's; a plan of this edition stays."""
    async with transaction() as conn:
        await _write_plans(conn, await conn.fetch(SELECT_LEARNERS, [person], day), catalogue, day, now, weights)


async def plan_team_breaks(job: Job, now: datetime) -> None:
    """Prepare the day of every member of a team, chunk by chunk, and write the job of the next day.

    Killed on the way, it is claimed again and goes on behind what is done; a late one plans today, not the past.
    """
    async with connection() as conn:
        team = await conn.fetchrow("SELECT id, path, zone FROM team WHERE id = $1", int(job.subject))
    day = max(date.fromisoformat(job.slot), to_local_day(now, team["zone"]))
    catalogue = await load_team_catalogue(tuple(team["path"]), await load_newest_catalogue_revision())
    weights = (await load_weights_history(team["path"][0], await load_newest_adoption_id())).weights_at(now)
    people = [0]
    while people := await _find_unplanned_people(team["id"], people[-1], catalogue, day):
        await _plan_people(job, people, catalogue, day, now, weights)
    next_day = day + timedelta(days=1)
    async with transaction() as conn:
        if await finish_job(conn, job, now):
            await conn.execute(
                "DELETE FROM plan USING person p WHERE p.id = person AND p.team = $1 AND day < $2",
                team["id"],
                day - PLAN_RETENTION,
            )
            await write_job(conn, job.kind, job.subject, next_day.isoformat(), find_day_start(next_day, team["zone"]))


async def _find_unplanned_people(team: int, after: int, catalogue: TeamCatalogue, day: date) -> list[int]:
    """Return the next members, by id, who have no plan of this edition for a day."""
    async with connection() as conn:
        return [
            row["id"]
            for row in await conn.fetch(
                SELECT_UNPLANNED_PEOPLE, team, after, day, catalogue.catalogue_revision, PEOPLE_PER_PLAN_PASS
            )
        ]


async def _plan_people(
    job: Job, people: list[int], catalogue: TeamCatalogue, day: date, now: datetime, weights: Weights
) -> None:
    """Read everything about people in one pass; compose and save as it comes, each chunk for good with the lease."""
    async with connection() as reading_conn, reading_conn.transaction():
        await reading_conn.execute(SET_PLAN_PASS_OPTIONS)
        learners = await reading_conn.cursor(SELECT_LEARNERS, people, day)
        while rows := await learners.fetch(PEOPLE_PER_PLAN_CHUNK):
            async with transaction() as conn:
                await _write_plans(conn, rows, catalogue, day, now, weights)
                await extend_job_lease(job)


async def _write_plans(
    conn: Connection, rows: Sequence[Record], catalogue: TeamCatalogue, day: date, now: datetime, weights: Weights
) -> None:
    """Compose and save: one statement, and one more where some have nothing to do."""
    plans = {row["id"]: compose_break(build_learner(row, catalogue, day, weights), catalogue) for row in rows}
    if rows_without_items := {row["id"]: row for row in rows if row["concepts"] and not plans[row["id"]]}:
        for person, *columns in await conn.fetch(
            SELECT_NEXT_DUE_MEMORIES, list(rows_without_items), list(catalogue.version_by_pack), MAX_REFRESHER_MEMORIES
        ):
            learner = replace(
                build_learner(rows_without_items[person], catalogue, day, weights),
                memories=_group_due_memories(*columns),
            )
            plans[person] = compose_break(learner, catalogue)
    encoded = [msgspec.json.encode(items).decode() for items in plans.values()]
    await conn.execute(UPSERT_PLANS, list(plans), encoded, day, catalogue.catalogue_revision, now)


def build_learner(row: Record, catalogue: TeamCatalogue, day: date, weights: Weights = DEFAULT_WEIGHTS) -> Learner:
    """Put together what `SELECT_LEARNERS` tells of a person."""
    read, known = frozenset(row["lessons"] or ()), frozenset(row["concepts"] or ())
    taught = catalogue.concepts_by_lesson
    return Learner(
        person=row["id"],
        day=day,
        budget_seconds=row["minutes"] * 60,
        question_seconds=row["pace"],
        memories=_group_due_memories(*row[8:]),
        read_lessons=read,
        passed_checkpoints=frozenset(row["questions"] or ()),
        unasked_concepts=sorted([one for lesson in read for one in taught.get(lesson, ()) if one not in known]),
        other_known_concepts=known,
        drift=row["drift"],
        weights=weights,
    )


def _group_due_memories(concepts: Iterable[str] | None, *columns: Iterable[object]) -> dict[str, MemoryForBreak]:
    """Turn columns into memories by concept; None stands for no rows."""
    return dict(zip(concepts, map(MemoryForBreak._make, zip(*columns, strict=True)), strict=True)) if concepts else {}
