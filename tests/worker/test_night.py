"""The nightly plan by real workers, one of which is killed in the middle."""

import asyncio
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from subprocess import Popen

import redis
from support.catalogues import make_pack, publish_to_team
from support.pool import open_test_pool
from support.workers import StartWorker, kill_worker

from learning.actions.people.create_team import create_team
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, to_local_day
from learning.tables.database import connection

PEOPLE = 6000
NOW = datetime.now(UTC)


async def create_large_team() -> int:
    """Create a large team whose plans are due. Its people are inserted in bulk."""
    clear_catalogue_cache()
    team = await create_team("Everybody", None, "UTC", ALL_ISO_WEEKDAYS, "CCCC4444", NOW)
    await publish_to_team(make_pack(lessons=8), team, NOW)
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO person (login, name, role, team, secret, created_at)"
            " SELECT 'p' || n, 'P ' || n, 'learner', $1, '', $2 FROM generate_series(1, $3) AS n",
            team,
            NOW,
            PEOPLE,
        )
        await conn.execute("INSERT INTO progress (person) SELECT id FROM person")
        await conn.execute(
            "INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at,"
            " last_grade, reviews, question)"
            " SELECT p.id, 'pack.idea-' || c, 3, 5, $1, $1, $2, 3, 1, ''"
            " FROM person p, generate_series(0, 9) AS c",
            to_local_day(NOW, "UTC") - timedelta(days=4),
            NOW - timedelta(days=4),
        )
        await conn.execute(
            "UPDATE due_job SET due_at = $1 WHERE kind = 'plan_team'", NOW - timedelta(minutes=5)
        )
    return team


async def count_plans() -> Counter[int]:
    async with connection() as conn:
        return Counter(row["person"] for row in await conn.fetch("SELECT person FROM plan"))


async def wait_for_plans(least: int, process: Popen[bytes], seconds: float = 60) -> Counter[int]:
    for _ in range(int(seconds / 0.01)):
        if len(found := await count_plans()) >= least:
            return found
        assert process.poll() is None, "the worker has ended"
        await asyncio.sleep(0.01)
    raise AssertionError(f"only {len(await count_plans())} count_plans")


async def test_a_killed_worker_leaves_everybody_with_exactly_one_plan(
    database: str, start_worker: StartWorker
) -> None:
    async with open_test_pool():
        await create_large_team()
        first = start_worker()
        await wait_for_plans(1, first)
        kill_worker(first)
        plans_before = await count_plans()
        assert 0 < len(plans_before) < PEOPLE, "the worker must be killed while it works"
        async with connection() as conn:
            assert (
                await conn.fetchval(
                    "SELECT count(*) FROM due_job WHERE done_at IS NULL AND attempts = 1"
                )
                == 1
            )
            # so that the test need not wait until the lease of the killed worker ends
            await conn.execute("UPDATE due_job SET leased_until = now() WHERE done_at IS NULL")
        second = start_worker()
        await wait_for_plans(PEOPLE, second)
        for _ in range(600):
            async with connection() as conn:
                jobs = await conn.fetch(
                    "SELECT slot, done_at IS NULL AS open FROM due_job"
                    " WHERE kind = 'plan_team' ORDER BY slot"
                )
            if len(jobs) == 2:
                break
            await asyncio.sleep(0.05)
        assert set((await count_plans()).values()) == {1}
        assert [row["open"] for row in jobs] == [False, True]


async def test_the_worker_goes_on_after_redis_has_lost_everything(
    database: str, clean_redis: str, start_worker: StartWorker
) -> None:
    async with open_test_pool():
        clear_catalogue_cache()
        await create_team("Everybody", None, "UTC", ALL_ISO_WEEKDAYS, "CCCC4444", NOW)
        worker = start_worker()
        await wait_for_heartbeat_after(NOW, worker)
        with redis.Redis.from_url(clean_redis) as client:
            client.flushall()
        await wait_for_heartbeat_after(datetime.now(UTC), worker)
        assert os.getpgid(worker.pid) == worker.pid


async def wait_for_heartbeat_after(moment: datetime, process: Popen[bytes]) -> None:
    for _ in range(600):
        async with connection() as conn:
            if await conn.fetchval("SELECT max(at) FROM heartbeat") and await conn.fetchval(
                "SELECT max(at) > $1 FROM heartbeat", moment
            ):
                return
        assert process.poll() is None, "the worker has ended"
        await asyncio.sleep(0.1)
    raise AssertionError("no heartbeat")
