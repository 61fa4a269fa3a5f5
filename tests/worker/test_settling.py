"""Challenges that end in the same minute, by real workers, one of which is killed."""

import asyncio
from datetime import UTC, datetime
from subprocess import Popen

from bench.settling_population import CHALLENGE_DAYS, CHALLENGES_PER_TEAM, insert_ending_challenges
from support.pool import open_test_pool
from support.workers import StartWorker, kill_worker

from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.tables.database import connection

CHALLENGES, PEOPLE = 400 * CHALLENGES_PER_TEAM, 2
COUNT_SETTLED = "SELECT count(*) FROM challenge WHERE status = 'settled'"
SELECT_RESULTS = """
SELECT measure, min((result->>'value')::float8), max((result->>'value')::float8), count(*)
FROM challenge WHERE measure IN ('breaks', 'checkpoints') AND settled_at IS NOT NULL
GROUP BY measure ORDER BY measure
"""
COUNT_DUPLICATE_NOTICES = """
SELECT count(*) FROM (
  SELECT FROM notice WHERE kind = 'settled' GROUP BY challenge, team HAVING count(*) > 1
) AS n
"""
COUNT_NOTICES = "SELECT count(*) FROM notice WHERE kind = 'settled'"
COUNT_POINTS_JOBS = "SELECT count(*) FROM due_job WHERE kind = 'challenge_ceremony'"
COUNT_HALF_DONE = """
SELECT count(*) FROM due_job j JOIN challenge c ON c.id::text = j.subject
WHERE j.kind = 'challenge_settle' AND (j.done_at IS NULL) <> (c.settled_at IS NULL)
"""


async def fetch_number(question: str) -> int:
    async with connection() as conn:
        return int(await conn.fetchval(question))


async def wait_until_settled(least: int, process: Popen[bytes], seconds: float = 60) -> int:
    """Wait until so many are wait_until_settled; return how many there are."""
    for _ in range(int(seconds / 0.01)):
        if (found := await fetch_number(COUNT_SETTLED)) >= least:
            return found
        assert process.poll() is None, "the worker has ended"
        await asyncio.sleep(0.01)
    raise AssertionError(f"only {await fetch_number(COUNT_SETTLED)} wait_until_settled")


async def test_a_killed_worker_settles_every_challenge_once(
    database: str, start_worker: StartWorker
) -> None:
    async with open_test_pool():
        clear_catalogue_cache()
        await insert_ending_challenges(CHALLENGES, datetime.now(UTC), PEOPLE)
        first = start_worker()
        await wait_until_settled(1, first)
        kill_worker(first)
        assert 0 < await fetch_number(COUNT_SETTLED) < CHALLENGES, (
            "the worker must be killed while it works"
        )
        assert await fetch_number(COUNT_HALF_DONE) == 0, (
            "a job is done when its challenge is wait_until_settled, not before and not after"
        )
        await wait_until_settled(CHALLENGES, start_worker())
        assert [
            await fetch_number(question)
            for question in (
                COUNT_DUPLICATE_NOTICES,
                COUNT_NOTICES,
                COUNT_POINTS_JOBS,
                COUNT_HALF_DONE,
            )
        ] == [
            0,
            CHALLENGES,
            CHALLENGES,
            0,
        ]
        async with connection() as conn:
            results = [tuple(row) for row in await conn.fetch(SELECT_RESULTS)]
        days = PEOPLE * CHALLENGE_DAYS
        assert results == [
            ("breaks", days, days, CHALLENGES // CHALLENGES_PER_TEAM),
            ("checkpoints", 0, 0, CHALLENGES // CHALLENGES_PER_TEAM),
        ]
