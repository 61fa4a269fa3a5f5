"""Plan breaks: for one person who opens the app, or for a whole team before its day begins."""

from datetime import date, datetime, timedelta

from learning.actions.jobs.job_queue import extend_job_lease
from learning.queries.packs.team_catalogue import (
    load_newest_catalogue_revision,
    load_team_catalogue,
)
from learning.queries.practice.weights import load_newest_adoption_id, load_weights_history
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.device_times import MAX_DAYS_AFTER_ISSUE, MAX_OFFLINE_AGE
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights
from learning.rules.rota.days import find_day_start, to_local_day
from learning.steps.jobs.bulk_statements import use_bulk_options
from learning.steps.jobs.job_rows import Job, finish_job, write_job
from learning.steps.practice.write_plans import SELECT_LEARNERS, plan_person_break, write_plans
from learning.tables.database import connection, transaction

PEOPLE_PER_PLAN_PASS = 25_000
"""People read in one pass.

Memories of different people lie on the same pages of the table, and a long pass reads each page
only once.
"""
PEOPLE_PER_PLAN_CHUNK = 500
"""People held in memory, whose plans are written together.

When a worker dies, its successor goes on after the last of them.
"""
RETENTION_BY_TABLE = {
    "plan": timedelta(days=3),
    "issued_break": MAX_OFFLINE_AGE + MAX_DAYS_AFTER_ISSUE + timedelta(days=1),
}
"""How long rows of a person and day are kept."""

SELECT_UNPLANNED_PEOPLE = """
SELECT id FROM person p WHERE team = $1 AND id > $2 AND erased_at IS NULL
AND NOT EXISTS (SELECT FROM plan WHERE person = p.id AND day = $3 AND catalogue_revision >= $4)
ORDER BY id LIMIT $5
"""


async def plan_break(
    person: int,
    catalogue: TeamCatalogue,
    day: date,
    now: datetime,
    weights: Weights = DEFAULT_WEIGHTS,
) -> None:
    """Plan one person's break. A stored plan of the newest catalogue stays."""
    async with transaction() as conn:
        await plan_person_break(conn, person, catalogue, day, now, weights)


async def plan_team_breaks(job: Job, now: datetime) -> None:
    """Plan the day of every member of a team, in chunks, and write the job of the next day.

    Stopped on the way, it is claimed again and goes on after the last chunk. A late job plans
    today.
    """
    async with connection() as conn:
        team = await conn.fetchrow(
            "SELECT id, path, zone FROM team WHERE id = $1", int(job.subject)
        )
    day = max(date.fromisoformat(job.slot), to_local_day(now, team["zone"]))
    catalogue = await load_team_catalogue(
        tuple(team["path"]), await load_newest_catalogue_revision()
    )
    weights = (
        await load_weights_history(team["path"][0], await load_newest_adoption_id())
    ).weights_at(now)
    people = [0]
    while people := await _find_unplanned_people(team["id"], people[-1], catalogue, day):
        await _plan_people(job, people, catalogue, day, now, weights)
    next_day = day + timedelta(days=1)
    async with transaction() as conn:
        if await finish_job(conn, job, now):
            for table, retention in RETENTION_BY_TABLE.items():
                await conn.execute(
                    f"DELETE FROM {table} USING person p"
                    " WHERE p.id = person AND p.team = $1 AND day < $2",
                    team["id"],
                    day - retention,
                )
            await write_job(
                conn,
                job.kind,
                job.subject,
                next_day.isoformat(),
                find_day_start(next_day, team["zone"]),
            )


async def _find_unplanned_people(
    team: int, after: int, catalogue: TeamCatalogue, day: date
) -> list[int]:
    """Return the next members, by id, who have no plan of the newest catalogue for a day."""
    async with connection() as conn:
        return [
            row["id"]
            for row in await conn.fetch(
                SELECT_UNPLANNED_PEOPLE,
                team,
                after,
                day,
                catalogue.catalogue_revision,
                PEOPLE_PER_PLAN_PASS,
            )
        ]


async def _plan_people(
    job: Job,
    people: list[int],
    catalogue: TeamCatalogue,
    day: date,
    now: datetime,
    weights: Weights,
) -> None:
    """Read people in one pass; plan and commit each chunk, and extend the lease with it."""
    async with connection() as reading_conn, reading_conn.transaction():
        await use_bulk_options(reading_conn)
        learners = await reading_conn.cursor(SELECT_LEARNERS, people, day)
        while rows := await learners.fetch(PEOPLE_PER_PLAN_CHUNK):
            async with transaction() as conn:
                await write_plans(conn, rows, catalogue, day, now, weights)
                await extend_job_lease(job)
