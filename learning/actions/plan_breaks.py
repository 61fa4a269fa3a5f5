"""Prepare breaks: for one person who opens the app, or for a whole team before its day begins."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec
from asyncpg import Connection, Record

from learning.actions.due_jobs import Job, extend_lease, finish_job, write_job
from learning.queries.catalogue import newest_edition, shelf_of
from learning.rules.breaks import Learner, compose, next_lesson
from learning.rules.days import day_start, local_day
from learning.rules.memory import Memory
from learning.rules.shelf import Shelf
from learning.tables.database import connection, transaction

CHUNK = 1000
MOST = 100
"""Memories that a break is chosen from: those due first. Fifteen minutes hold fewer questions."""
KEEP = timedelta(days=3)

PEOPLE = """
SELECT p.id, p.minutes, g.pace, g.drift FROM person p JOIN progress g ON g.person = p.id
WHERE p.team = $1 AND p.id > $2 ORDER BY p.id LIMIT $3
"""
PERSON = "SELECT p.id, p.minutes, g.pace, g.drift FROM person p JOIN progress g ON g.person = p.id WHERE p.id = $1"
READ = "SELECT person, array_agg(DISTINCT lesson) FROM lesson_read WHERE person = ANY($1) GROUP BY person"
PASSED = """
SELECT person, array_agg(substr(cause, 12)) FROM ledger_entry
WHERE person = ANY($1) AND cause >= 'checkpoint:' AND cause < 'checkpoint;' GROUP BY person
"""
UNASKED = """
SELECT r.person, array_agg(DISTINCT taught.concept ORDER BY taught.concept)
FROM unnest($2::text[], $3::text[]) AS taught (lesson, concept)
JOIN lesson_read r ON r.lesson = taught.lesson AND r.person = ANY($1)
WHERE NOT EXISTS (SELECT FROM memory m WHERE m.person = r.person AND m.concept = taught.concept)
GROUP BY r.person
"""
MEMORIES = """
SELECT m.person, concept, stability, difficulty, due, last_day, last_at, last_grade, reviews, lapses, question
FROM unnest($1::bigint[]) AS asked (person), LATERAL (
  (SELECT * FROM memory WHERE person = asked.person AND split_part(concept, '.', 1) = ANY($4) ORDER BY due LIMIT $2)
  UNION SELECT * FROM memory WHERE person = asked.person AND concept = ANY($3)
) AS m
"""
INSERT = """
INSERT INTO plan (person, day, edition, items, made_at)
SELECT person, $3, $4, items::jsonb, $5 FROM unnest($1::bigint[], $2::text[]) AS made (person, items)
ON CONFLICT (person, day) DO UPDATE SET edition = EXCLUDED.edition, items = EXCLUDED.items, made_at = EXCLUDED.made_at
WHERE plan.edition < EXCLUDED.edition
"""


async def plan_break(person: int, shelf: Shelf, day: date, now: datetime) -> None:
    """Prepare one person's break, by the same function as the whole team's; a plan of this edition stays."""
    async with transaction() as at:
        await _plan(at, await at.fetch(PERSON, person), shelf, day, now)


async def plan_team(job: Job, now: datetime) -> None:
    """Prepare the day of every member of a team, chunk by chunk, and write the job of the next day.

    Killed on the way, it is claimed again and finds what is done already; a late one plans today, not the past.
    """
    async with connection() as at:
        team = await at.fetchrow("SELECT id, path, zone FROM team WHERE id = $1", int(job.subject))
    day = max(date.fromisoformat(job.slot), local_day(now, team["zone"]))
    shelf = await shelf_of(tuple(team["path"]), await newest_edition())
    last: int | None = 0
    while last is not None:
        last = await _plan_chunk(team["id"], last, shelf, day, now)
        await extend_lease(job)
    following = day + timedelta(days=1)
    async with transaction() as at:
        if await finish_job(at, job, now):
            await at.execute(
                "DELETE FROM plan USING person p WHERE p.id = person AND p.team = $1 AND day < $2",
                team["id"],
                day - KEEP,
            )
            await write_job(at, job.kind, job.subject, following.isoformat(), day_start(following, team["zone"]))


async def _plan_chunk(team: int, after: int, shelf: Shelf, day: date, now: datetime) -> int | None:
    """Plan the next members by id; return the last one's, None when there are no more."""
    async with transaction() as at:
        people = await at.fetch(PEOPLE, team, after, CHUNK)
        if people:
            await _plan(at, people, shelf, day, now)
    return people[-1]["id"] if people else None


async def _plan(at: Connection, people: Sequence[Record], shelf: Shelf, day: date, now: datetime) -> None:
    """Compose and save: five statements, however many people."""
    learners = await _learners(at, people, shelf, day)
    items = [msgspec.json.encode(compose(learner, shelf)).decode() for learner in learners]
    await at.execute(INSERT, [learner.person for learner in learners], items, day, shelf.edition, now)


async def _learners(at: Connection, people: Sequence[Record], shelf: Shelf, day: date) -> list[Learner]:
    ids = [row["id"] for row in people]
    read: dict[int, list[str]] = dict(await at.fetch(READ, ids))
    passed: dict[int, list[str]] = dict(await at.fetch(PASSED, ids))
    unasked: dict[int, list[str]] = dict(await at.fetch(UNASKED, ids, *_taught(shelf)))
    upcoming = (next_lesson(read.get(person, ()), shelf) for person in ids)
    concepts = {concept for found in upcoming if found for concept in found[1].concepts}
    memories: dict[int, dict[str, Memory]] = {}
    for row in await at.fetch(MEMORIES, ids, MOST, list(concepts), list(shelf.by_pack)):
        memories.setdefault(row["person"], {})[row["concept"]] = Memory(*row[2:])
    return [
        Learner(
            person=row["id"],
            day=day,
            budget=row["minutes"] * 60,
            pace=row["pace"],
            memories=memories.get(row["id"], {}),
            read=frozenset(read.get(row["id"], ())),
            passed=frozenset(passed.get(row["id"], ())),
            unasked=unasked.get(row["id"], ()),
            drift=row["drift"],
        )
        for row in people
    ]


def _taught(shelf: Shelf) -> tuple[list[str], list[str]]:
    """Return lessons and the concepts that they teach, pair by pair."""
    lessons = (lesson for volume in shelf.volumes for lesson in volume.lessons.values())
    pairs = [(lesson.id, concept) for lesson in lessons for concept in lesson.concepts if concept in shelf.practice]
    return [lesson for lesson, _ in pairs], [concept for _, concept in pairs]
