"""Challenges that end in the same minute, by real workers, one of which dies in the middle of settling them."""

import asyncio
from datetime import UTC, datetime
from subprocess import Popen

from bench.settling_population import CHALLENGE_DAYS, insert_ending_challenges
from support.pool import open_test_pool
from support.workers import StartWorker, kill_worker

from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.tables.database import connection

MANY, PEOPLE = 2000, 2
SETTLED = "SELECT count(*) FROM challenge WHERE status = 'settled'"
RESULTS = """
SELECT measure, min((result->>'value')::float8), max((result->>'value')::float8), count(*) FROM challenge
WHERE measure IN ('breaks', 'checkpoints') AND settled_at IS NOT NULL GROUP BY measure ORDER BY measure
"""
TWICE = "SELECT count(*) FROM (SELECT FROM notice WHERE kind = 'settled' GROUP BY challenge, team HAVING count(*) > 1) AS n"
TOLD = "SELECT count(*) FROM notice WHERE kind = 'settled'"
CEREMONIES = "SELECT count(*) FROM due_job WHERE kind = 'challenge_ceremony'"
HALF_DONE = """
SELECT count(*) FROM due_job j JOIN challenge c ON c.id::text = j.subject
WHERE j.kind = 'challenge_settle' AND (j.done_at IS NULL) <> (c.settled_at IS NULL)
"""


async def number(question: str) -> int:
    async with connection() as conn:
        return int(await conn.fetchval(question))


async def settled(least: int, process: Popen[bytes], seconds: float = 60) -> int:
    """Wait until so many are settled; how many there are."""
    for _ in range(int(seconds / 0.01)):
        if (found := await number(SETTLED)) >= least:
            return found
        assert process.poll() is None, "the worker is gone"
        await asyncio.sleep(0.01)
    raise AssertionError(f"only {await number(SETTLED)} settled")


async def test_a_worker_killed_in_the_middle_settles_every_challenge_once(
    database: str, start_worker: StartWorker
) -> None:
    async with open_test_pool():
        clear_catalogue_cache()
        await insert_ending_challenges(MANY, datetime.now(UTC), PEOPLE)
        first = start_worker()
        await settled(1, first)
        kill_worker(first)
        assert 0 < await number(SETTLED) < MANY, "the kill must fall into the middle of the work"
        assert await number(HALF_DONE) == 0, (
            "a job is done when its challenge is settled, not before and not after"
        )
        await settled(MANY, start_worker())
        assert [await number(question) for question in (TWICE, TOLD, CEREMONIES, HALF_DONE)] == [
            0,
            MANY,
            MANY,
            0,
        ]
        async with connection() as conn:
            results = [tuple(row) for row in await conn.fetch(RESULTS)]
        days = PEOPLE * CHALLENGE_DAYS
        assert results == [("breaks", days, days, MANY // 5), ("checkpoints", 0, 0, MANY // 5)]
