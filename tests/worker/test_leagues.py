"""Leagues by real workers, one of which is killed while it settles them."""

import asyncio
from datetime import UTC, datetime, timedelta
from subprocess import Popen

from support.pool import open_test_pool
from support.workers import StartWorker, kill_worker

from learning.actions.people.create_team import create_team
from learning.rules.boards.leagues import MAX_LEAGUE_SIZE, MIN_LEAGUE_SIZE
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, find_week_start, to_local_day
from learning.tables.database import connection

LEAGUES, MEMBERS_PER_LEAGUE = 400, 30
NOW = datetime.now(UTC)
MONDAY = find_week_start(
    to_local_day(NOW, "UTC") + timedelta(days=1)
)  # the first job is for tomorrow
WEEK_BEFORE = MONDAY - timedelta(days=7)

INSERT_STATEMENTS = (
    """INSERT INTO person (login, name, role, team, secret, created_at)
 SELECT 'p' || n, 'P ' || n, 'learner', $1, '', now() FROM generate_series(1, $2::int) AS n""",
    """INSERT INTO progress (person, week, week_points, last_day, scored_at)
 SELECT id, $1, id, $1::date + 1, $1::date + 1 FROM person""",
    """INSERT INTO league (organisation, week, tier, number)
 SELECT $1, $2, 1, n FROM generate_series(1, $3::int) AS n""",
    """INSERT INTO league_member (league, person, week)
 SELECT 1 + (row_number() OVER (ORDER BY id) - 1) / $1, id, $2 FROM person""",
)


async def create_finished_leagues() -> None:
    """Create an organisation whose leagues of last week are not settled yet."""
    team = await create_team("Everybody", None, "UTC", ALL_ISO_WEEKDAYS, "CCCC4444", NOW)
    async with connection() as conn:
        for statement, values in zip(
            INSERT_STATEMENTS,
            [
                (team, LEAGUES * MEMBERS_PER_LEAGUE),
                (WEEK_BEFORE,),
                (team, WEEK_BEFORE, LEAGUES),
                (MEMBERS_PER_LEAGUE, WEEK_BEFORE),
            ],
            strict=True,
        ):
            await conn.execute(statement, *values)
        await conn.execute(
            "UPDATE due_job SET due_at = $1 WHERE kind = 'form_leagues'", NOW - timedelta(minutes=5)
        )
        await conn.execute("DELETE FROM due_job WHERE kind = 'plan_team'")


async def wait_for_condition(condition: str, process: Popen[bytes], seconds: float = 60) -> None:
    for _ in range(int(seconds / 0.01)):
        async with connection() as conn:
            if await conn.fetchval(f"SELECT {condition}"):
                return
        assert process.poll() is None, "the worker has ended"
        await asyncio.sleep(0.01)
    raise AssertionError(f"never: {condition}")


async def test_a_killed_worker_settles_and_forms_every_league_once(
    database: str, start_worker: StartWorker
) -> None:
    settled = "(SELECT count(*) FROM league WHERE settled_at IS NOT NULL)"
    async with open_test_pool():
        await create_finished_leagues()
        first = start_worker()
        await wait_for_condition(f"{settled} > 0", first)
        kill_worker(first)
        async with connection() as conn:
            settled_count = await conn.fetchval(f"SELECT {settled}")
            assert 0 < settled_count < LEAGUES, "the worker must be killed while it works"
            assert (
                await conn.fetchval("SELECT count(*) FROM league_member WHERE moved IS NOT NULL")
                == settled_count * MEMBERS_PER_LEAGUE
            )
            # so that the test need not wait until the lease of the killed worker ends
            await conn.execute("UPDATE due_job SET leased_until = now() WHERE done_at IS NULL")
        await wait_for_condition(
            "(SELECT count(*) FROM due_job WHERE kind = 'form_leagues') = 2", start_worker()
        )
        async with connection() as conn:
            moved_counts = await conn.fetch(
                "SELECT moved, count(*) FROM league_member WHERE week = $1 GROUP BY 1 ORDER BY 1",
                WEEK_BEFORE,
            )
            new_leagues = await conn.fetch(
                "SELECT count(*), count(DISTINCT person) FROM league_member"
                " WHERE week = $1 GROUP BY league",
                MONDAY,
            )
        assert [tuple(row) for row in moved_counts] == [
            (0, LEAGUES * (MEMBERS_PER_LEAGUE - 5)),
            (1, LEAGUES * 5),
        ]
        assert (
            sum(row[0] for row in new_leagues)
            == sum(row[1] for row in new_leagues)
            == LEAGUES * MEMBERS_PER_LEAGUE
        )
        assert all(MIN_LEAGUE_SIZE <= row[0] <= MAX_LEAGUE_SIZE for row in new_leagues)
