"""Work whose transaction lost a deadlock is done again; other failures are not repeated."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from asyncpg import DeadlockDetectedError, SerializationError
from support.pool import open_test_pool

from learning.tables.database import connection, transaction
from learning.tables.repeats import MAX_TRIES, repeat_after_conflict

INSERT_GUARDS = "INSERT INTO heartbeat (part, at) VALUES ('a', now()), ('b', now())"
LOCK_ONE = "UPDATE heartbeat SET at = now() WHERE part = $1"


@pytest.fixture(autouse=True)
async def pool(database: str) -> AsyncIterator[None]:
    async with open_test_pool():
        yield


async def test_both_sides_of_a_deadlock_are_done_once() -> None:
    async with connection() as conn:
        await conn.execute(INSERT_GUARDS)
    meeting, tries = asyncio.Barrier(2), 0

    async def lock_both(first: str, second: str) -> None:
        nonlocal tries
        tries += 1
        async with transaction() as conn:
            await conn.execute(LOCK_ONE, first)
            if tries <= 2:
                await meeting.wait()
            await conn.execute(LOCK_ONE, second)

    await asyncio.gather(
        repeat_after_conflict(lambda: lock_both("a", "b")),
        repeat_after_conflict(lambda: lock_both("b", "a")),
    )
    assert tries == 3


async def test_work_that_always_conflicts_is_given_up() -> None:
    tries = 0

    async def conflict() -> None:
        nonlocal tries
        tries += 1
        raise SerializationError("again")

    with pytest.raises(SerializationError):
        await repeat_after_conflict(conflict)
    assert tries == MAX_TRIES


async def test_a_part_of_a_transaction_is_not_repeated() -> None:
    tries = 0

    async def conflict() -> None:
        nonlocal tries
        tries += 1
        raise DeadlockDetectedError("the transaction is gone")

    async with transaction():
        with pytest.raises(DeadlockDetectedError):
            await repeat_after_conflict(conflict)
    assert tries == 1
