"""The sweep by a real worker: a thousand jobs that fall due at once do not wait for the beat, hand by hand."""

import asyncio
from datetime import UTC, datetime, timedelta

from support.pool import open_for_test
from support.workers import Start

from learning.actions.create_team import create_team
from learning.actions.due_jobs import HAND
from learning.queries.catalogue import forget
from learning.rules.days import EVERY_DAY, local_day
from learning.tables.database import connection
from worker.app import SWEEP

TEAMS = 1000
NOW = datetime.now(UTC)
MANY_TEAMS = """
INSERT INTO team (parent, path, name, zone, work_days, join_code, created_at)
SELECT id, ARRAY[id, id + n], 'Site ' || n, zone, work_days, 'S' || n, created_at FROM team, generate_series(1, $1::int) AS n
"""
PLANS = """
INSERT INTO due_job (kind, subject, slot, due_at) SELECT 'plan_team', id::text, $1, $2 FROM team WHERE parent IS NOT NULL
"""
DONE = "SELECT count(*), max(done_at) - min(done_at) FROM due_job WHERE kind = 'plan_team' AND done_at IS NOT NULL"


async def test_the_mornings_of_a_thousand_teams_do_not_wait_for_the_beat(database: str, start_worker: Start) -> None:
    async with open_for_test():
        forget()
        await create_team("Chain", None, "UTC", EVERY_DAY, "CCCC4444", NOW)
        async with connection() as at:
            await at.execute(MANY_TEAMS, TEAMS)
            await at.execute(PLANS, local_day(NOW, "UTC").isoformat(), NOW - timedelta(minutes=5))
        worker, found = start_worker(), (0, timedelta())
        by_the_beat = timedelta(seconds=SWEEP * (TEAMS / HAND - 1))
        for _ in range(600):
            async with connection() as at:
                found = tuple(await at.fetchrow(DONE))
            if found[0] == TEAMS:
                break
            assert worker.poll() is None, "the worker is gone"
            await asyncio.sleep(0.1)
        assert found[0] == TEAMS
        assert found[1] < by_the_beat * 2 / 3
