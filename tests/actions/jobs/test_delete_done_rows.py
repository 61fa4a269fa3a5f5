"""Old jobs and notices are deleted in chunks, and nothing else."""

from datetime import timedelta

import pytest
from support.challenges import SETTLED_AT, launch_plan
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.settle_challenges import settle_challenges
from learning.actions.jobs import delete_done_rows as module
from learning.actions.jobs.delete_done_rows import (
    DONE_JOB_LIFETIME,
    NOTICE_LIFETIME,
    delete_done_rows,
)
from learning.tables.database import connection

INSERT_JOBS = """
INSERT INTO due_job (kind, subject, slot, due_at, done_at)
SELECT $1, $2, n::text, $3::timestamptz, CASE WHEN $4::bool THEN $3::timestamptz END
FROM generate_series(1, $5::int) AS n
"""
LONG_AGO = SHOP_TIME - DONE_JOB_LIFETIME


async def insert_jobs(kind: str, subject: str = "1", *, done: bool = True, number: int = 1) -> None:
    async with connection() as conn:
        await conn.execute(INSERT_JOBS, kind, subject, LONG_AGO, done, number)


async def list_jobs() -> dict[str, int]:
    """Return the number of test jobs by kind."""
    async with connection() as conn:
        return dict(
            await conn.fetch(
                "SELECT kind, count(*) FROM due_job WHERE due_at = $1 GROUP BY kind", LONG_AGO
            )
        )


async def count_notices() -> int:
    async with connection() as conn:
        return int(await conn.fetchval("SELECT count(*) FROM notice"))


async def test_done_jobs_go_after_their_time_however_many_and_open_ones_stay(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_PER_DELETE_CHUNK", 10)
    await insert_jobs("done", number=35)
    await insert_jobs("open", done=False)
    await delete_done_rows(SHOP_TIME - timedelta(seconds=1))
    assert await list_jobs() == {"done": 35, "open": 1}
    await delete_done_rows(SHOP_TIME)
    assert await list_jobs() == {"open": 1}


async def test_one_run_deletes_a_limited_number_of_rows(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_PER_DELETE_CHUNK", 2)
    monkeypatch.setattr(module, "MAX_DELETE_CHUNKS", 3)
    await insert_jobs("done", number=10)
    await delete_done_rows(SHOP_TIME)
    assert await list_jobs() == {"done": 4}


async def test_notices_and_their_deliveries_stay_while_the_challenge_is_open(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader)
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO notice (team, challenge, kind, slot, at) VALUES ($1, $2, 'half', '1', $3)",
            shop.shop,
            challenge,
            SHOP_TIME,
        )
    await insert_jobs("deliver_notice", f"push:{shop.shop}:{challenge}:half")
    later = SETTLED_AT + NOTICE_LIFETIME
    await delete_done_rows(later)
    assert (await count_notices(), await list_jobs()) == (1, {"deliver_notice": 1})
    await settle_challenges(None, SETTLED_AT)
    await delete_done_rows(later - timedelta(seconds=1))
    assert await count_notices() == 1, "the result is younger"
    await delete_done_rows(later)
    assert (await count_notices(), await list_jobs()) == (0, {})
