"""Hints of boards that a real worker publishes after a job has changed points."""

import asyncio
from datetime import UTC, datetime

from bench.settling_population import CHALLENGES_PER_TEAM, insert_ending_challenges
from support.pool import open_test_pool
from support.workers import StartWorker

from learning.actions.challenges.settle_challenges import settle_challenges
from learning.live_hints import HintBroker
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.tables.database import connection

CHALLENGES, PEOPLE_PER_TEAM = 2 * CHALLENGES_PER_TEAM, 2
MAX_WAIT_SECONDS = 30
SELECT_TEAMS_OF_PAID_PEOPLE = """
SELECT DISTINCT p.team FROM ledger_entry l JOIN person p ON p.id = l.person
WHERE l.cause LIKE 'challenge:%'
"""


async def test_the_boards_of_everybody_who_was_paid_are_hinted(
    database: str, clean_redis: str, start_worker: StartWorker
) -> None:
    live, hinted_teams = HintBroker(clean_redis), set[int]()
    async with open_test_pool():
        clear_catalogue_cache()
        now = await insert_ending_challenges(CHALLENGES, datetime.now(UTC), PEOPLE_PER_TEAM)
        assert await settle_challenges(None, now) == CHALLENGES
        with live.subscribe(None) as listener:
            await asyncio.wait_for(live.is_receiving.wait(), 5)
            start_worker()
            async with asyncio.timeout(MAX_WAIT_SECONDS):
                while len(hinted_teams) < CHALLENGES // CHALLENGES_PER_TEAM:
                    for hint in await listener.wait_for_hints(1):
                        if hint.kind == "board":
                            hinted_teams.update(hint.teams)
        async with connection() as conn:
            rows = await conn.fetch(SELECT_TEAMS_OF_PAID_PEOPLE)
    await live.close()
    assert hinted_teams == {row["team"] for row in rows}
