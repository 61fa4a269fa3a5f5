"""Ceremonies of challenges that ended together, by real workers, one of which dies in the middle of paying."""

import asyncio
from datetime import UTC, datetime
from subprocess import Popen

from bench.settling_population import insert_ending_challenges
from bench.settling_rows import COUNT_UNPAID_SHARES, COUNT_WRONG_TOTALS
from support.pool import open_test_pool
from support.workers import StartWorker, kill_worker

from learning.actions.challenges.settle_challenges import settle_challenges
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.tables.database import connection

MANY, PEOPLE = 2000, 4
OVER = "SELECT count(*) FROM due_job WHERE kind = 'challenge_ceremony' AND done_at IS NOT NULL"
PAID = "SELECT count(*) FROM ledger_entry WHERE cause LIKE 'challenge:%'"
HALF_DONE = """
SELECT count(*) FROM due_job j JOIN challenge c ON c.id::text = j.subject JOIN person p ON p.team = c.team
LEFT JOIN ledger_entry l ON l.person = p.id AND l.cause = 'challenge:' || c.id
WHERE j.kind = 'challenge_ceremony' AND (j.done_at IS NULL) <> (l.id IS NULL)
"""


async def number(question: str) -> int:
    async with connection() as conn:
        return int(await conn.fetchval(question))


async def over(least: int, process: Popen[bytes], seconds: float = 60) -> None:
    """Wait until so many ceremonies are over."""
    for _ in range(int(seconds / 0.01)):
        if await number(OVER) >= least:
            return
        assert process.poll() is None, "the worker is gone"
        await asyncio.sleep(0.01)
    raise AssertionError(f"only {await number(OVER)} are over")


async def test_a_worker_killed_in_the_middle_pays_nobody_by_halves_and_everybody_once(
    database: str, start_worker: StartWorker
) -> None:
    async with open_test_pool():
        clear_catalogue_cache()
        assert (
            await settle_challenges(
                None, await insert_ending_challenges(MANY, datetime.now(UTC), PEOPLE)
            )
            == MANY
        )
        first = start_worker()
        await over(1, first)
        kill_worker(first)
        assert 0 < await number(OVER) < MANY, "the kill must fall into the middle of the work"
        assert [await number(question) for question in (HALF_DONE, COUNT_WRONG_TOTALS)] == [0, 0]
        await over(MANY, start_worker())
        found = [
            await number(question)
            for question in (PAID, COUNT_UNPAID_SHARES, HALF_DONE, COUNT_WRONG_TOTALS)
        ]
        assert found == [MANY * PEOPLE, 0, 0, 0]
