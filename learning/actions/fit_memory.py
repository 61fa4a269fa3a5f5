"""Every night: fit the weights to the organisation's own answers, and adopt them if they foretell later answers better."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec
from asyncpg import Connection, Record

from learning.actions.adopt_weights import adopt_weights
from learning.actions.due_jobs import Job, extend_lease, finish_job, write_job
from learning.actions.standing import as_review
from learning.queries.weights import eras_of, in_force, newest_adoption
from learning.rules.days import day_start, local_day
from learning.rules.fitting import Fit, History, fit_weights
from learning.rules.memory import Review
from learning.tables.database import connection, transaction
from learning.tables.fits import MemoryFit

MOST = 100_000
"""Answers that are fitted to at most: seconds of computing and tens of megabytes, however many people there are."""
PEOPLE = 10_000
CHUNK = 20
"""People whose answers are read together: a thousand days of twelve answers each are a quarter of a million rows."""
EARLY = timedelta(hours=1)
"""Before the day begins, so that its breaks are composed by the new weights."""

SAMPLE = """
SELECT p.id FROM person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id
WHERE t.path[1] = $1 AND g.last_day IS NOT NULL ORDER BY md5(p.id::text) LIMIT $2
"""
"""Anybody who has practised, in an order that has nothing to do with who they are and is the same every night."""
ANSWERS = """
SELECT person, concept, answered_at, key, day, grade, question, guess FROM attempt
WHERE person = ANY($1) AND grade IS NOT NULL ORDER BY person, concept, answered_at, key
"""


async def write_fit(conn: Connection, root: int, day: date, zone: str) -> None:
    """Write the job of the night before a local day of the organisation."""
    await write_job(conn, "fit_memory", str(root), day.isoformat(), day_start(day, zone) - EARLY)


async def fit_memory(job: Job, now: datetime) -> None:
    """Fit, judge and perhaps adopt for the organisation whose root is `job.subject`; then write the next night's job.

    Killed, late, or done by two workers at once, a night leaves one fit: it is saved in the transaction that ends the job.
    """
    root = int(job.subject)
    async with connection() as conn:
        zone = await conn.fetchval("SELECT zone FROM team WHERE id = $1", root)
    log = await _answers(root)
    await extend_lease(job)
    eras = await eras_of(root, await newest_adoption())
    found = await asyncio.to_thread(fit_weights, log, eras.at(now))
    following = max(date.fromisoformat(job.slot), local_day(now + EARLY, zone)) + timedelta(days=1)
    async with transaction() as conn:
        if await finish_job(conn, job, now):
            await _keep(conn, root, found, now)
            await write_fit(conn, root, following, zone)


async def _answers(root: int) -> Mapping[int, Sequence[History]]:
    """Read whole people until there is enough: a memory is folded from its first answer."""
    async with connection() as conn:
        people = [row["id"] for row in await conn.fetch(SAMPLE, root, PEOPLE)]
    log: dict[int, list[History]] = {}
    total = 0
    for first in range(0, len(people), CHUNK):
        async with connection() as conn:
            rows = await conn.fetch(ANSWERS, people[first : first + CHUNK])
        log |= _histories(rows[: MOST - total])
        total += len(rows)
        if total >= MOST:
            break
    return log


def _histories(rows: Sequence[Record]) -> dict[int, list[History]]:
    """Sort answers by person and concept, each oldest first."""
    found: dict[int, dict[str, list[Review]]] = {}
    for row in rows:
        found.setdefault(row["person"], {}).setdefault(row["concept"], []).append(as_review(row))
    return {person: list(concepts.values()) for person, concepts in found.items()}


async def _keep(conn: Connection, root: int, found: Fit, now: datetime) -> None:
    """Save the night as a version, and put it in force unless something or somebody speaks against it."""
    await conn.execute("SELECT FROM team WHERE id = $1 FOR UPDATE", root)
    held = (await in_force(root)).hold
    row = MemoryFit(
        team=root,
        weights=list(found.weights.values) if found.weights else None,
        answers=found.answers,
        later=found.later,
        people=found.people,
        figures=msgspec.json.encode(found.figures or {}).decode(),
        reason=found.reason or ("somebody holds the weights in force" if held else ""),
        made_at=now,
    )
    await row.save()
    if not row.reason:
        await adopt_weights(conn, root, row.id, now)
