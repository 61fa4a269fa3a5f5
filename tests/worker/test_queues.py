"""What the clock begins never waits for jobs, and a job that fails says why."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.catalogues import make_pack, publish_to_team
from support.pool import open_test_pool
from support.postgres_urls import connect_as_admin
from support.workers import StartWorker

from learning.actions.people.create_team import create_team
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, to_local_day
from learning.tables.database import connection
from learning.task_queues import CLOCK_QUEUE, JOB_QUEUE
from worker.app import app

NOW = datetime.now(UTC)
INSERT_JOB = """
INSERT INTO due_job (kind, subject, slot, due_at) VALUES ($1, $2, $3, $4) RETURNING id
"""
INSERT_MEMBER = """
INSERT INTO person (login, name, role, team, secret, created_at)
VALUES ($2, $2, 'learner', $1, '', $3)
"""
COUNT_WAITING_JOBS = """
SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%plan%'
  AND datname = current_database()
"""


@pytest.fixture(autouse=True)
async def open_organisation(database: str) -> AsyncIterator[None]:
    async with open_test_pool():
        clear_catalogue_cache()
        yield


async def write_job(kind: str, subject: str, slot: str = "") -> int:
    async with connection() as conn:
        due_at = NOW - timedelta(minutes=5)
        return int(await conn.fetchval(INSERT_JOB, kind, subject, slot, due_at))


async def write_planning_jobs(teams: int) -> list[int]:
    """Write jobs that plan a break for one person each. Give their ids."""
    jobs: list[int] = []
    root = await create_team("Chain", None, "UTC", ALL_ISO_WEEKDAYS, "CCCC4444", NOW)
    await publish_to_team(make_pack(), root, NOW - timedelta(days=1))
    for number in range(teams):
        team = await create_team("Site", root, "UTC", ALL_ISO_WEEKDAYS, f"DDDD444{number}", NOW)
        async with connection() as conn:
            await conn.execute(INSERT_MEMBER, team, f"member-{number}", NOW)
            await conn.execute("INSERT INTO progress (person) SELECT max(id) FROM person")
            await conn.execute("DELETE FROM due_job WHERE id <> ALL($1)", jobs)
        jobs.append(await write_job("plan_team", str(team), to_local_day(NOW, "UTC").isoformat()))
    return jobs


async def wait_for(find: Callable[[], Awaitable[Any]], seconds: float = 25) -> Any:
    """Wait until something is found, and give it."""
    async with asyncio.timeout(seconds):
        while not (found := await find()):  # noqa: ASYNC110 - another process changes it
            await asyncio.sleep(0.1)
    return found


async def read_value(statement: str, *values: object) -> Any:
    async with connection() as conn:
        return await conn.fetchval(statement, *values)


async def test_two_jobs_that_wait_for_a_lock_keep_nothing_of_the_clock_waiting(
    start_worker: StartWorker,
) -> None:
    jobs = await write_planning_jobs(2)
    async with connect_as_admin() as admin, admin.transaction():
        await admin.execute("LOCK TABLE plan IN EXCLUSIVE MODE")
        start_worker("-Q", JOB_QUEUE, "-c", "2", "--without-mingle")
        start_worker("-Q", CLOCK_QUEUE, "-P", "solo", "-n", "clock@%h", "--without-mingle")
        app.send_task("worker.sweep", queue=CLOCK_QUEUE)
        await wait_for(lambda: read_value(f"SELECT ({COUNT_WAITING_JOBS}) = 2"))
        await read_value("DELETE FROM heartbeat")
        app.send_task("worker.heartbeat")
        assert await wait_for(lambda: read_value("SELECT at FROM heartbeat"), 5)
        assert await read_value(f"SELECT ({COUNT_WAITING_JOBS}) = 2")
    await wait_for(
        lambda: read_value(
            "SELECT bool_and(done_at IS NOT NULL) FROM due_job WHERE id = ANY($1)", jobs
        )
    )


async def test_a_job_that_is_killed_for_its_time_leaves_the_reason_on_its_row(
    start_worker: StartWorker,
) -> None:
    [job] = await write_planning_jobs(1)
    async with connect_as_admin() as admin, admin.transaction():
        await admin.execute("LOCK TABLE plan IN EXCLUSIVE MODE")
        start_worker("-c", "1", "--without-mingle")
        app.send_task("worker.do_job", [job], time_limit=2)
        problem = await wait_for(
            lambda: read_value("SELECT problem FROM due_job WHERE id = $1", job)
        )
        assert problem.startswith("TimeLimitExceeded")
        await wait_for(
            lambda: read_value("SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory'")
        )
    assert await read_value("SELECT leased_until > now() FROM due_job WHERE id = $1", job)


async def test_a_job_that_fails_has_failed_for_celery_too(start_worker: StartWorker) -> None:
    job = await write_job("no-such-kind", "")
    start_worker("-c", "1", "-E", "--without-mingle")
    failures = asyncio.create_task(asyncio.to_thread(receive_failure))
    await asyncio.sleep(1)
    app.send_task("worker.do_job", [job])
    assert await failures == "KeyError('no-such-kind')"
    problem = await read_value("SELECT problem FROM due_job WHERE id = $1", job)
    assert problem == "KeyError: 'no-such-kind'"


def receive_failure() -> str:
    """Receive the events of the workers until a task has failed. Give its error."""
    errors: list[str] = []

    def note_failure(event: dict[str, Any]) -> None:
        errors.append(event["exception"])
        receiver.should_stop = True

    with app.connection_for_read() as broker:
        receiver: Any = app.events.Receiver(broker, handlers={"task-failed": note_failure})
        receiver.capture(limit=None, timeout=25, wakeup=False)
    return errors[0]
