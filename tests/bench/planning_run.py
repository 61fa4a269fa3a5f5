"""Plan a team's next day in its own process, as a worker does, and print the cost."""

import asyncio
import os
import resource
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from statistics import median

import msgspec
import psutil
from bench.planning_population import PLANNING_ZONE
from support.postgres_urls import connect_as_admin

from learning.actions.jobs.job_queue import find_job
from learning.actions.practice.plan_breaks import plan_team_breaks
from learning.queries.packs.team_catalogue import (
    load_newest_catalogue_revision,
    load_team_catalogue,
)
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_composer import compose_break
from learning.rules.practice.break_contents import Learner
from learning.rules.rota.days import find_day_start
from learning.steps.jobs.job_rows import Job
from learning.steps.practice.write_plans import SELECT_LEARNERS, build_learner
from learning.tables.database import close_pool, connection, open_pool

SAMPLE_SIZE = 200
"""The number of people whose breaks are composed once more, only in memory."""


class PlanningCost(msgspec.Struct, frozen=True):
    """The cost of planning `people`.

    `seconds` is elapsed time. `planner` and `database` are processor seconds. `peak` is memory in
    bytes. `compose` is the median time of composing one break in seconds, `due` the median number
    of concepts to choose from.
    """

    people: int
    seconds: float
    planner: float
    database: float
    peak: int
    compose: float
    due: float


async def measure_planning(team: int) -> PlanningCost:
    """Plan the next day of a team's job, measure the cost, and restore the tables."""
    await open_pool(os.environ["DATABASE_URL"], 2)
    job, before = await _find_planning_job(team), await _read_database_seconds()
    started_at, used = time.perf_counter(), time.process_time()
    await plan_team_breaks(job, find_day_start(date.fromisoformat(job.slot), PLANNING_ZONE))
    seconds, planner = time.perf_counter() - started_at, time.process_time() - used
    database = sum(
        now - before.get(process, 0.0) for process, now in (await _read_database_seconds()).items()
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )
    day = date.fromisoformat(job.slot)
    async with connection() as conn:
        planned = await conn.fetchval(
            "SELECT count(*) FROM plan JOIN person p ON p.id = person WHERE team = $1 AND day = $2",
            team,
            day,
        )
    learners, catalogue = await _load_sample(team, day)
    await _restore_job(team, job)
    await close_pool()
    due = median(len(one.memories) for one in learners)
    return PlanningCost(
        planned, seconds, planner, database, peak, _measure_composing(learners, catalogue), due
    )


async def _find_planning_job(team: int) -> Job:
    async with connection() as conn:
        found = await find_job(
            await conn.fetchval(
                "SELECT id FROM due_job"
                " WHERE kind = 'plan_team' AND subject = $1 AND done_at IS NULL",
                str(team),
            )
        )
    assert found
    return found


async def _restore_job(team: int, job: Job) -> None:
    """Delete the plans and reopen the job, so that every run plans the same day."""
    async with connection() as conn:
        await conn.execute(
            "DELETE FROM plan USING person p WHERE p.id = person AND p.team = $1", team
        )
        await conn.execute(
            "DELETE FROM due_job WHERE kind = $1 AND subject = $2 AND id > $3",
            job.kind,
            str(team),
            job.id,
        )
        await conn.execute("UPDATE due_job SET done_at = NULL WHERE id = $1", job.id)
    async with connect_as_admin() as conn:
        await conn.execute("VACUUM plan")


async def _read_database_seconds() -> dict[int, float]:
    """Read the processor seconds of the database's processes on this machine, by process id."""
    found = {}
    async with connection() as conn:
        for (number,) in await conn.fetch("SELECT pid FROM pg_stat_activity"):
            with suppress(psutil.Error):
                process = psutil.Process(number)
                if "postgres" in process.name():
                    found[number] = process.cpu_times().user + process.cpu_times().system
    return found


async def _load_sample(team: int, day: date) -> tuple[list[Learner], TeamCatalogue]:
    async with connection() as conn:
        path = await conn.fetchval("SELECT path FROM team WHERE id = $1", team)
        catalogue = await load_team_catalogue(tuple(path), await load_newest_catalogue_revision())
        ids = [
            row["id"]
            for row in await conn.fetch(
                "SELECT id FROM person WHERE team = $1 LIMIT $2", team, SAMPLE_SIZE
            )
        ]
        return [
            build_learner(row, catalogue, day)
            for row in await conn.fetch(SELECT_LEARNERS, ids, day)
        ], catalogue


def _measure_composing(learners: Iterable[Learner], catalogue: TeamCatalogue) -> float:
    taken = []
    for learner in learners:
        started_at = time.perf_counter()
        compose_break(learner, catalogue)
        taken.append(time.perf_counter() - started_at)
    return median(taken)


if __name__ == "__main__":
    print(msgspec.json.encode(asyncio.run(measure_planning(int(sys.argv[1])))).decode())
