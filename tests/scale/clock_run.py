"""Do every action of the clock in a process of its own, with the worker's own tasks, and time it.

`python -m scale.clock_run FILE` writes one line of JSON for each action into the file.
"""

import resource
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import msgspec

from learning.actions.challenges.measure_challenges import measure_challenges
from learning.tables.database import connection
from worker import tasks
from worker.app import app
from worker.process_resources import run_coroutine

SELECT_OPEN_JOBS = "SELECT id FROM due_job WHERE kind = $1 AND done_at IS NULL ORDER BY due_at, id"
COUNT_LEFT_JOBS = "SELECT count(*) FROM due_job WHERE id = ANY($1) AND done_at IS NULL"


class ClockAction(msgspec.Struct, frozen=True):
    """What one action took. `jobs` were done, `left` were not; `peak` is the memory in bytes."""

    name: str
    seconds: float
    jobs: int
    left: int
    peak: int


def time_jobs(kind: str) -> ClockAction:
    """Do all open jobs of a kind one after another, as one worker process does."""
    jobs = run_coroutine(_fetch_jobs(kind))
    started = perf_counter()
    for job in jobs:
        tasks.run_due_job(job)
    return _describe_action(f"jobs: {kind}", started, len(jobs), run_coroutine(_count_left(jobs)))


def time_task(name: str, task: str) -> ClockAction:
    """Run one periodic task of the beat."""
    started = perf_counter()
    app.tasks[task]()
    return _describe_action(f"beat: {name}", started, 1, 0)


def time_thorough_count() -> ClockAction:
    """Count the challenges as at a quarter of an hour, with memories and rotas."""
    started = perf_counter()
    run_coroutine(measure_challenges(datetime.now(UTC).replace(minute=0)))
    return _describe_action("beat: measure challenges thoroughly", started, 1, 0)


def _describe_action(name: str, started: float, jobs: int, left: int) -> ClockAction:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return ClockAction(name, perf_counter() - started, jobs, left, peak)


async def _fetch_jobs(kind: str) -> list[int]:
    async with connection() as conn:
        return [row["id"] for row in await conn.fetch(SELECT_OPEN_JOBS, kind)]


async def _count_left(jobs: list[int]) -> int:
    async with connection() as conn:
        return int(await conn.fetchval(COUNT_LEFT_JOBS, jobs))


def list_actions() -> Iterator[ClockAction]:
    """Run all periodic tasks and all kinds of jobs. The ceremony follows the settlement."""
    for name, entry in app.conf.beat_schedule.items():
        yield time_task(name, entry["task"])
    yield time_thorough_count()
    for kind in tasks.JOB_HANDLERS:
        yield time_jobs(kind)
    yield time_task("repair boards that are right", "worker.repair_boards")


if __name__ == "__main__":
    with Path(sys.argv[1]).open("ab", buffering=0) as out:
        for action in list_actions():
            out.write(msgspec.json.encode(action) + b"\n")
