"""The health of the database, the jobs and the parts that send heartbeats."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from support.people import add_team
from support.pool import open_test_pool

from learning.actions.jobs.record_heartbeat import record_heartbeat
from learning.queries.jobs.health import HEALTHY_PART, PartHealth, check_health
from learning.tables.database import close_pool, open_pool
from learning.tables.jobs import DueJobTable

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def pool(database: str) -> AsyncIterator[None]:
    async with open_test_pool():
        yield


async def add_job(slot: str, due_at: datetime, done_at: datetime | None = None) -> None:
    await DueJobTable(kind="plan", subject="1", slot=slot, due_at=due_at, done_at=done_at).save()


async def test_an_empty_system_is_healthy() -> None:
    assert await check_health(NOW) == {"database": HEALTHY_PART, "jobs": HEALTHY_PART}


async def test_open_jobs_are_overdue_after_an_hour() -> None:
    await add_job("done", NOW - timedelta(hours=9), NOW)
    await add_job("recent", NOW - timedelta(minutes=59))
    assert (await check_health(NOW))["jobs"] == HEALTHY_PART
    oldest = NOW - timedelta(hours=5)
    await add_job("old", NOW - timedelta(hours=2))
    await add_job("oldest", oldest)
    assert (await check_health(NOW))["jobs"] == PartHealth("overdue", oldest, 2)


async def test_the_worker_must_report_when_there_is_a_team() -> None:
    await add_team("Shop", NOW - timedelta(minutes=2))
    assert "worker" not in await check_health(NOW)
    later = NOW + timedelta(minutes=2)
    assert (await check_health(later))["worker"] == PartHealth("never_reported")
    await record_heartbeat("worker", later)
    assert (await check_health(later))["worker"] == HEALTHY_PART


async def test_an_old_heartbeat_is_silent() -> None:
    for reported_at in (NOW - timedelta(hours=1), NOW):
        await record_heartbeat("beat", reported_at)
    assert (await check_health(NOW + timedelta(minutes=3)))["beat"] == HEALTHY_PART
    much_later = NOW + timedelta(minutes=4)
    assert (await check_health(much_later))["beat"] == PartHealth("silent", NOW)


async def test_a_closed_database_is_unreachable(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learning.queries.jobs.health.HEALTH_DATABASE_TIMEOUT_SECONDS", 0.0)
    assert await check_health(NOW) == {"database": PartHealth("unreachable")}
    monkeypatch.undo()
    await close_pool()
    await open_pool(database)
    assert (await check_health(NOW))["database"] == HEALTHY_PART
