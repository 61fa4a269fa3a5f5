"""What a command does in the organisation itself, by the same actions as the app."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from asyncpg import UndefinedTableError

from learning.rules.problems import Refused
from learning.tables.database import close_pool, open_pool
from ops.connected import connected
from ops.migrate import connect
from ops.problems import Problem, settings

Result = TypeVar("Result")


def inside(work: Callable[[], Awaitable[Result]]) -> Result:
    """Do some work with the pool open, on the servers of the running Herobreak or on servers started for it.

    Raises:
        Problem: the servers can't be reached, there is no organisation yet, or an action says no.
    """
    found = settings()
    with connected(found) as servers:
        return asyncio.run(_with_pool(work, servers.database_url, found.data))


async def _with_pool(work: Callable[[], Awaitable[Result]], database_url: str, data: Path) -> Result:
    await (await connect(database_url)).close()  # says in a sentence why it can't be reached
    await open_pool(database_url, max_connections=2)
    try:
        return await work()
    except UndefinedTableError as error:
        raise nobody_yet(data) from error
    except Refused as refused:
        raise Problem(_sentence(refused)) from refused
    finally:
        await close_pool()


def nobody_yet(data: Path) -> Problem:
    """Say that the organisation is made by the first start."""
    return Problem(
        f"there is no organisation in {data} yet: start Herobreak once with `make run`. HEROBREAK_DATA names another folder."
    )


def _sentence(refused: Refused) -> str:
    """Join what is wrong and what to do, each said once."""
    return " ".join(dict.fromkeys([refused.detail, *(problem.what for problem in refused.problems)]))
