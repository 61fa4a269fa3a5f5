"""The sweep hands jobs out in batches; a full batch is followed by the next without waiting."""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis
from support.pool import open_test_pool
from support.workers import StartWorker

from learning.actions.jobs.job_queue import MAX_JOBS_PER_SWEEP
from learning.actions.people.create_team import create_team
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, to_local_day
from learning.tables.database import connection

TEAMS = 1000
NOW = datetime.now(UTC)
INSERT_TEAMS = """
INSERT INTO team (parent, path, name, zone, work_days, join_code, created_at)
SELECT id, ARRAY[id, id + n], 'Site ' || n, zone, work_days, 'S' || n, created_at
FROM team, generate_series(1, $1::int) AS n
"""
INSERT_PLAN_JOBS = """
INSERT INTO due_job (kind, subject, slot, due_at)
SELECT 'plan_team', id::text, $1, $2 FROM team WHERE parent IS NOT NULL ORDER BY id LIMIT $3
"""
COUNT_DONE_JOBS = "SELECT count(*) FROM due_job WHERE kind = 'plan_team' AND done_at IS NOT NULL"
QUEUE = "celery"


@pytest.fixture(autouse=True)
async def large_organisation(database: str) -> AsyncIterator[None]:
    """Run an organisation of many teams."""
    async with open_test_pool():
        clear_catalogue_cache()
        await create_team("Chain", None, "UTC", ALL_ISO_WEEKDAYS, "CCCC4444", NOW)
        async with connection() as conn:
            await conn.execute(INSERT_TEAMS, TEAMS)
        yield


async def make_jobs_due(jobs: int) -> None:
    """Make exactly so many jobs due.

    The jobs of a new organisation go first: some of them are due at some hours of the day.
    """
    async with connection() as conn:
        await conn.execute("DELETE FROM due_job")
        await conn.execute(
            INSERT_PLAN_JOBS, to_local_day(NOW, "UTC").isoformat(), NOW - timedelta(minutes=5), jobs
        )


async def test_the_plans_of_a_thousand_teams_are_made(start_worker: StartWorker) -> None:
    await make_jobs_due(TEAMS)
    worker, done = start_worker(), 0
    for _ in range(600):
        async with connection() as conn:
            done = await conn.fetchval(COUNT_DONE_JOBS)
        if done == TEAMS:
            break
        assert worker.poll() is None, "the worker has ended"
        await asyncio.sleep(0.1)
    assert done == TEAMS


@pytest.mark.parametrize(
    "due", [MAX_JOBS_PER_SWEEP - 1, MAX_JOBS_PER_SWEEP, MAX_JOBS_PER_SWEEP + 1]
)
async def test_a_full_batch_is_followed_by_the_next_sweep(
    due: int, database: str, clean_redis: str
) -> None:
    await make_jobs_due(due)
    environment = {**os.environ, "DATABASE_URL": database, "REDIS_URL": clean_redis}
    command = [sys.executable, "-c", "from worker.tasks import sweep_due_jobs; sweep_due_jobs()"]
    await asyncio.to_thread(subprocess.run, command, env=environment, check=True, timeout=60)
    async with Redis.from_url(clean_redis) as client:
        queue = [json.loads(message)["headers"] for message in await client.lrange(QUEUE, 0, -1)]
    next_sweep = ["worker.sweep"] if due >= MAX_JOBS_PER_SWEEP else []
    assert Counter(one["task"] for one in queue) == Counter(
        ["worker.do_job"] * min(due, MAX_JOBS_PER_SWEEP) + next_sweep
    )
    assert [one["task"] for one in queue if one["expires"]] == next_sweep, (
        "the next sweep expires when it comes too late"
    )
    assert not next_sweep or queue[0]["task"] == "worker.sweep", (
        "it waits behind the batch: the newest message is first in the list"
    )
