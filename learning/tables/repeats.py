"""Do work again when the database has ended its transaction in favour of another one.

Two transactions that wait for each other are a deadlock: the server ends one of them. What an
action does is one transaction, so nothing of it has happened, and it can be done again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from asyncpg import DeadlockDetectedError, SerializationError

from learning.tables.database import is_in_transaction

MAX_TRIES = 4
PAUSE_SECONDS = 0.01
"""Half of the pause before the second try. It doubles with each try."""

R = TypeVar("R")
log = structlog.get_logger("herobreak.database")


async def repeat_after_conflict(work: Callable[[], Awaitable[R]]) -> R:
    """Do some work; again, after a short pause, when the database has ended it for a conflict.

    Inside a transaction it is done once: the whole transaction must be repeated by who opened it.

    Raises:
        DeadlockDetectedError, SerializationError: it was ended `MAX_TRIES` times.
    """
    for number in range(1, MAX_TRIES):
        try:
            return await work()
        except (DeadlockDetectedError, SerializationError) as error:
            if is_in_transaction():
                raise
            log.info("repeated after a conflict", error=type(error).__name__, tried=number)
            await asyncio.sleep(PAUSE_SECONDS * 2**number)
    return await work()
