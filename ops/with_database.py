"""What a command does in the organisation itself, by the same actions as the app."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from asyncpg import UndefinedTableError

from learning.messages import REFERENCE_LANGUAGE, render_refusal
from learning.rules.refusals import Refused
from learning.tables.database import close_pool, open_pool
from ops.migrate import connect_to_database
from ops.operator_errors import OperatorError, read_operator_settings
from ops.server_addresses import connect_servers

WorkResult = TypeVar("WorkResult")


def with_database(work: Callable[[], Awaitable[WorkResult]]) -> WorkResult:
    """Do some work with the pool open, on the servers of the running Herobreak or on servers started for it.

    Raises:
        Problem: the servers can't be reached, there is no organisation yet, or an action says no.
    """
    loaded_settings = read_operator_settings()
    with connect_servers(loaded_settings) as servers:
        return asyncio.run(_with_pool(work, servers.database_url, loaded_settings.data))


async def _with_pool(
    work: Callable[[], Awaitable[WorkResult]], database_url: str, data: Path
) -> WorkResult:
    await (
        await connect_to_database(database_url)
    ).close()  # says in a sentence why it can't be reached
    await open_pool(database_url, max_connections=2)
    try:
        return await work()
    except UndefinedTableError as error:
        raise make_no_organisation_error(data) from error
    except Refused as refused:
        raise OperatorError(render_refusal(refused, REFERENCE_LANGUAGE)) from refused
    finally:
        await close_pool()


def make_no_organisation_error(data: Path) -> OperatorError:
    """Say that the organisation is made by the first start."""
    return OperatorError(
        f"there is no organisation in {data} yet: start Herobreak once with `make run`. HEROBREAK_DATA names another folder."
    )
