import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from support.pool import open_test_pool

import learning.actions.jobs.hold_job as hold_job_module
from learning.actions.jobs.hold_job import hold_job
from learning.actions.jobs.job_queue import JOB_LEASE, claim_due_jobs, find_job, postpone_job
from learning.steps.jobs.job_rows import finish_job, write_job
from learning.tables.database import connection, transaction

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def pool(database: str) -> AsyncIterator[None]:
    async with open_test_pool():
        yield


async def write_jobs(*subjects: str, due: datetime = NOW) -> None:
    async with transaction() as conn:
        for subject in subjects:
            await write_job(conn, "test", subject, "", due)


async def test_the_same_job_twice_is_one(pool: None) -> None:
    await write_jobs("a", "a")
    assert len(await claim_due_jobs(NOW)) == 1


async def test_a_job_is_not_claimed_before_it_is_due(pool: None) -> None:
    await write_jobs("a", due=NOW + timedelta(seconds=1))
    assert await claim_due_jobs(NOW) == []
    assert len(await claim_due_jobs(NOW + timedelta(seconds=1))) == 1


async def test_many_sweeps_at_once_claim_each_job_once(pool: None) -> None:
    await write_jobs(*(f"job {number}" for number in range(60)))
    claimed = await asyncio.gather(*(claim_due_jobs(NOW, max_jobs=25) for _ in range(8)))
    ids = [job for jobs in claimed for job in jobs]
    assert len(ids) == len(set(ids)) == 60


async def test_a_held_job_is_given_to_nobody_else_until_its_holder_is_gone(pool: None) -> None:
    await write_jobs("a")
    (job,) = await claim_due_jobs(NOW)
    much_later = NOW + 10 * JOB_LEASE
    async with hold_job(job) as is_held:
        assert is_held
        assert await claim_due_jobs(much_later) == []
        async with hold_job(job) as is_held_twice:
            assert not is_held_twice
    assert await claim_due_jobs(much_later) == [job]


async def test_the_lease_of_a_held_job_is_renewed(
    pool: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold_job_module, "LEASE_RENEWAL_SECONDS", 0.05)
    await write_jobs("a")
    (job,) = await claim_due_jobs(NOW)
    async with hold_job(job):
        await asyncio.sleep(0.5)
    async with connection() as conn:
        assert await conn.fetchval("SELECT leased_until > now() FROM due_job WHERE id = $1", job)


async def test_a_lost_job_comes_back_when_its_lease_is_over(pool: None) -> None:
    await write_jobs("a")
    (job,) = await claim_due_jobs(NOW)
    assert await claim_due_jobs(NOW + JOB_LEASE) == []
    assert await claim_due_jobs(NOW + JOB_LEASE + timedelta(seconds=1)) == [job]


async def test_a_finished_job_is_gone_and_finishes_once(pool: None) -> None:
    await write_jobs("a")
    (number,) = await claim_due_jobs(NOW)
    job = await find_job(number)
    assert job is not None
    async with transaction() as conn:
        assert await finish_job(conn, job, NOW)
    async with transaction() as conn:
        assert not await finish_job(conn, job, NOW)
    assert await find_job(number) is None
    assert await claim_due_jobs(NOW + timedelta(days=1)) == []


async def test_a_failed_job_stores_its_problem_and_waits_longer_each_time(pool: None) -> None:
    await write_jobs("a")
    waits, now = [], NOW
    for _ in range(3):
        (number,) = await claim_due_jobs(now)
        await postpone_job(number, "ValueError: no", now)
        async with connection() as conn:
            row = await conn.fetchrow("SELECT leased_until, problem FROM due_job")
        assert row["problem"] == "ValueError: no"
        waits.append(row["leased_until"] - now)
        now = row["leased_until"] + timedelta(seconds=1)
    assert waits == [timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120)]
