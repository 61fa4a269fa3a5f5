"""The points of challenges that ended together, by real workers, one of which is killed."""

import asyncio
from datetime import UTC, datetime
from subprocess import Popen

from bench.settling_population import CHALLENGES_PER_TEAM, insert_ending_challenges
from bench.settling_rows import COUNT_UNPAID_SHARES, COUNT_WRONG_TOTALS
from support.pool import open_test_pool
from support.workers import StartWorker, kill_worker

from learning.actions.challenges.settle_challenges import settle_challenges
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.tables.database import connection

CHALLENGES, PEOPLE = 400 * CHALLENGES_PER_TEAM, 4
COUNT_DONE_JOBS = (
    "SELECT count(*) FROM due_job WHERE kind = 'challenge_ceremony' AND done_at IS NOT NULL"
)
COUNT_PAID_SHARES = "SELECT count(*) FROM ledger_entry WHERE cause LIKE 'challenge:%'"
COUNT_HALF_DONE = """
SELECT count(*) FROM due_job j
JOIN challenge c ON c.id::text = j.subject JOIN person p ON p.team = c.team
LEFT JOIN ledger_entry l ON l.person = p.id AND l.cause = 'challenge:' || c.id
WHERE j.kind = 'challenge_ceremony' AND (j.done_at IS NULL) <> (l.id IS NULL)
"""


async def fetch_number(question: str) -> int:
    async with connection() as conn:
        return int(await conn.fetchval(question))


async def wait_until_posted(least: int, process: Popen[bytes], seconds: float = 60) -> None:
    """Wait until the points of so many challenges are posted."""
    for _ in range(int(seconds / 0.01)):
        if await fetch_number(COUNT_DONE_JOBS) >= least:
            return
        assert process.poll() is None, "the worker has ended"
        await asyncio.sleep(0.01)
    raise AssertionError(f"only {await fetch_number(COUNT_DONE_JOBS)} are done")


async def test_a_killed_worker_posts_points_to_everybody_once(
    database: str, start_worker: StartWorker
) -> None:
    async with open_test_pool():
        clear_catalogue_cache()
        assert (
            await settle_challenges(
                None, await insert_ending_challenges(CHALLENGES, datetime.now(UTC), PEOPLE)
            )
            == CHALLENGES
        )
        first = start_worker()
        await wait_until_posted(1, first)
        kill_worker(first)
        assert 0 < await fetch_number(COUNT_DONE_JOBS) < CHALLENGES, (
            "the worker must be killed while it works"
        )
        assert [
            await fetch_number(question) for question in (COUNT_HALF_DONE, COUNT_WRONG_TOTALS)
        ] == [0, 0]
        await wait_until_posted(CHALLENGES, start_worker())
        found = [
            await fetch_number(question)
            for question in (
                COUNT_PAID_SHARES,
                COUNT_UNPAID_SHARES,
                COUNT_HALF_DONE,
                COUNT_WRONG_TOTALS,
            )
        ]
        assert found == [CHALLENGES * PEOPLE, 0, 0, 0]
