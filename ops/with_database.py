"""Run the work of a command on the database. Commands use the same actions as the app."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from asyncpg import InsufficientPrivilegeError, UndefinedTableError

from learning.rules.refusals import Refused
from learning.tables.database import close_pool, open_pool
from learning.tables.repeats import repeat_after_conflict
from ops.migrate import connect_to_database
from ops.operator_errors import OperatorError, read_operator_settings
from ops.server_addresses import connect_servers

WorkResult = TypeVar("WorkResult")


def with_database(work: Callable[[], Awaitable[WorkResult]]) -> WorkResult:
    """Run `work` with the pool open and give its result.

    The servers are those of a running Herobreak, or servers started for the work.

    Raises:
        OperatorError: the servers can't be reached, there is no organisation yet, or an action
            refused.
    """
    loaded_settings = read_operator_settings()
    with connect_servers(loaded_settings) as servers:
        return asyncio.run(_with_pool(work, servers.database_url, loaded_settings.data))


async def _with_pool(
    work: Callable[[], Awaitable[WorkResult]], database_url: str, data: Path
) -> WorkResult:
    # An unreachable database is reported with a message here, and with a traceback by the pool.
    await (await connect_to_database(database_url)).close()
    await open_pool(database_url, max_connections=2)
    try:
        return await repeat_after_conflict(work)
    except UndefinedTableError as error:
        raise OperatorError("operator.no_organisation_in_folder", folder=data) from error
    except InsufficientPrivilegeError as error:  # It was made by an earlier version.
        raise OperatorError("operator.not_migrated_yet") from error
    except Refused as refused:
        raise OperatorError(refused) from refused
    finally:
        await close_pool()
