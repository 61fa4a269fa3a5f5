"""Every night: fit weights to an organisation's attempts, and adopt them if they predict better."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec
from asyncpg import Connection, Record

from learning.actions.jobs.job_queue import extend_job_lease
from learning.queries.practice.weights import (
    load_newest_adoption,
    load_newest_adoption_id,
    load_weights_history,
)
from learning.rules.practice.attempt_log import ConceptHistory
from learning.rules.practice.memory import GradedAttempt, drop_repeats
from learning.rules.practice.weights_fitting import WeightsFit, fit_weights
from learning.rules.rota.days import to_local_day
from learning.steps.jobs.job_rows import Job, finish_job
from learning.steps.practice.adopt_weights import adopt_weights
from learning.steps.practice.load_review_history import make_review
from learning.steps.practice.write_fit_job import FIT_LEAD_TIME, write_fit_job
from learning.tables.database import connection, transaction
from learning.tables.fits import MemoryFitTable

MAX_FITTED_ATTEMPTS = 100_000
"""Attempts in a fit: seconds of computing and tens of megabytes, however many people there are."""
MAX_SAMPLED_PEOPLE = 10_000
PEOPLE_PER_FIT_READ = 20
"""People read together: a thousand days of twelve attempts each are a quarter of a million rows."""

SELECT_SAMPLED_PEOPLE = """
SELECT p.id FROM person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id
WHERE t.path[1] = $1 AND g.last_day IS NOT NULL ORDER BY md5(p.id::text) LIMIT $2
"""
"""People who have practised, in an arbitrary order that is the same every night."""
SELECT_GRADED_ATTEMPTS = """
SELECT person, concept, answered_at, key, day, grade, question, guess FROM attempt
WHERE person = ANY($1) AND grade IS NOT NULL ORDER BY person, concept, answered_at, key
"""


async def fit_memory(job: Job, now: datetime) -> None:
    """Fit, test and perhaps adopt for the organisation with the root team `job.subject`.

    Then write the job of the next night. A night leaves one fit, even when it is killed, late, or
    run by two workers at once: the fit is saved in the transaction that ends the job.
    """
    root = int(job.subject)
    async with connection() as conn:
        zone = await conn.fetchval("SELECT zone FROM team WHERE id = $1", root)
    histories = await _load_review_histories(root)
    await extend_job_lease(job)
    weights_history = await load_weights_history(root, await load_newest_adoption_id())
    fit = await asyncio.to_thread(fit_weights, histories, weights_history.weights_at(now))
    following = max(
        date.fromisoformat(job.slot), to_local_day(now + FIT_LEAD_TIME, zone)
    ) + timedelta(days=1)
    async with transaction() as conn:
        if await finish_job(conn, job, now):
            await _save_fit(conn, root, fit, now)
            await write_fit_job(conn, root, following, zone)


async def _load_review_histories(root: int) -> Mapping[int, Sequence[ConceptHistory]]:
    """Read all attempts of one person after another, until there are enough."""
    async with connection() as conn:
        people = [
            row["id"] for row in await conn.fetch(SELECT_SAMPLED_PEOPLE, root, MAX_SAMPLED_PEOPLE)
        ]
    histories: dict[int, list[ConceptHistory]] = {}
    total = 0
    for first in range(0, len(people), PEOPLE_PER_FIT_READ):
        async with connection() as conn:
            rows = await conn.fetch(
                SELECT_GRADED_ATTEMPTS, people[first : first + PEOPLE_PER_FIT_READ]
            )
        histories |= _group_reviews(rows[: MAX_FITTED_ATTEMPTS - total])
        total += len(rows)
        if total >= MAX_FITTED_ATTEMPTS:
            break
    return histories


def _group_reviews(rows: Sequence[Record]) -> dict[int, list[ConceptHistory]]:
    """Group attempts by person and concept, each oldest first and without repeats."""
    found: dict[int, dict[str, list[GradedAttempt]]] = {}
    for row in rows:
        found.setdefault(row["person"], {}).setdefault(row["concept"], []).append(make_review(row))
    return {
        person: [list(drop_repeats(history)) for history in concepts.values()]
        for person, concepts in found.items()
    }


async def _save_fit(conn: Connection, root: int, fit: WeightsFit, now: datetime) -> None:
    """Save the fit, and adopt it when neither its reason nor a hold speaks against it."""
    await conn.execute("SELECT FROM team WHERE id = $1 FOR UPDATE", root)
    is_held = (await load_newest_adoption(root)).hold
    row = MemoryFitTable(
        team=root,
        weights=list(fit.weights.values) if fit.weights else None,
        answers=fit.answers,
        later=fit.later,
        people=fit.people,
        figures=msgspec.json.encode(fit.figures or {}).decode(),
        reason=fit.reason or ("held" if is_held else ""),
        made_at=now,
    )
    await row.save()
    if not row.reason:
        await adopt_weights(conn, root, row.id, now)
