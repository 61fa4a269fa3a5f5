"""The sweep: hand by hand, and after a full one again as soon as the workers have come through it, not with the next beat."""

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
MANY_TEAMS = """
INSERT INTO team (parent, path, name, zone, work_days, join_code, created_at)
SELECT id, ARRAY[id, id + n], 'Site ' || n, zone, work_days, 'S' || n, created_at FROM team, generate_series(1, $1::int) AS n
"""
PLANS = """
INSERT INTO due_job (kind, subject, slot, due_at)
SELECT 'plan_team', id::text, $1, $2 FROM team WHERE parent IS NOT NULL ORDER BY id LIMIT $3
"""
DONE = "SELECT count(*) FROM due_job WHERE kind = 'plan_team' AND done_at IS NOT NULL"
QUEUE = "celery"


@pytest.fixture(autouse=True)
async def chain(database: str) -> AsyncIterator[None]:
    """Run an organisation of many teams."""
    async with open_test_pool():
        clear_catalogue_cache()
        await create_team("Chain", None, "UTC", ALL_ISO_WEEKDAYS, "CCCC4444", NOW)
        async with connection() as conn:
            await conn.execute(MANY_TEAMS, TEAMS)
        yield


async def fall_due(jobs: int) -> None:
    async with connection() as conn:
        await conn.execute(
            PLANS, to_local_day(NOW, "UTC").isoformat(), NOW - timedelta(minutes=5), jobs
        )


async def test_the_mornings_of_a_thousand_teams_are_planned(start_worker: StartWorker) -> None:
    await fall_due(TEAMS)
    worker, done = start_worker(), 0
    for _ in range(600):
        async with connection() as conn:
            done = await conn.fetchval(DONE)
        if done == TEAMS:
            break
        assert worker.poll() is None, "the worker is gone"
        await asyncio.sleep(0.1)
    assert done == TEAMS


@pytest.mark.parametrize(
    "due", [MAX_JOBS_PER_SWEEP - 1, MAX_JOBS_PER_SWEEP, MAX_JOBS_PER_SWEEP + 1]
)
async def test_a_full_hand_calls_for_the_next_one_behind_it(
    due: int, database: str, clean_redis: str
) -> None:
    await fall_due(due)
    environment = {**os.environ, "DATABASE_URL": database, "REDIS_URL": clean_redis}
    command = [sys.executable, "-c", "from worker.tasks import sweep_due_jobs; sweep_due_jobs()"]
    await asyncio.to_thread(subprocess.run, command, env=environment, check=True, timeout=60)
    async with Redis.from_url(clean_redis) as client:
        queue = [json.loads(message)["headers"] for message in await client.lrange(QUEUE, 0, -1)]
    again = ["worker.sweep"] if due >= MAX_JOBS_PER_SWEEP else []
    assert Counter(one["task"] for one in queue) == Counter(
        ["worker.do_job"] * min(due, MAX_JOBS_PER_SWEEP) + again
    )
    assert [one["task"] for one in queue if one["expires"]] == again, (
        "the next sweep is void when it comes too late"
    )
    assert not again or queue[0]["task"] == "worker.sweep", (
        "it waits behind the hand: what was sent last stands first"
    )
