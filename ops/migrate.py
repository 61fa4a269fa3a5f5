"""Bring the database to the newest schema. Two processes may do so at the same time."""

import asyncio
import io
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout

import asyncpg
from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.apps.migrations.commands.forwards import run_forwards

from learning.piccolo_app import APP_CONFIG
from learning.tables.database import close_pool, open_pool
from ops import database_rights, database_roles
from ops.backup.unfinished_restore import find_unfinished_restore
from ops.database_roles import OWNER_ROLE
from ops.operator_errors import OperatorError, read_operator_settings
from ops.terminal_messages import nest_message, render_for_terminal

MIGRATION_LOCK_KEY = 0x4865726F627265
"""The key of the advisory lock: the bytes "Herobre", so that other programs do not use it."""
PICCOLO_CONF_MODULE = "learning.piccolo_conf"


@asynccontextmanager
async def _hold_migration_lock(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Hold the migration lock on a connection of its own.

    The server frees the lock when the connection ends, also when the process is killed.
    """
    conn = await connect_to_database(database_url)
    try:
        await conn.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK_KEY)
        yield conn
    finally:
        await conn.close()


async def connect_to_database(database_url: str) -> asyncpg.Connection:
    """Open one connection.

    Raises:
        OperatorError: no server answers there, or it refuses the connection. The message does not
            contain the password.
    """
    try:
        return await asyncpg.connect(database_url, timeout=10)
    except (
        OSError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        ValueError,
        TimeoutError,
    ) as error:
        address = database_url.rpartition("@")[2]
        raise OperatorError(
            "operator.database_unreachable",
            address=address or nest_message("operator.address_given"),
            reason=str(error) or type(error).__name__,
        ) from error


async def migrate_database(database_url: str, *, is_restoring: bool = False) -> None:
    """Run every migration that has not run yet, and give the app's role its rights.

    With `DATABASE_ADMIN_URL` the roles are made first, and migrations run as the owner of the
    tables. Without it they run as the role of `database_url`, which then owns the tables. Only a
    restore may migrate what it has not finished.

    Raises:
        OperatorError: the database can't be reached, the app's role may do too much, a restore was
            cut off, or a migration did not succeed.
    """
    os.environ.setdefault("PICCOLO_CONF", PICCOLO_CONF_MODULE)
    admin_url = database_roles.find_admin_url(database_url)
    async with _hold_migration_lock(admin_url or database_url) as conn:
        if admin_url:
            await database_roles.ensure_database_roles(conn, database_url)
            await database_rights.give_tables_to_owner(conn)
        await database_roles.require_limited_role(conn, database_url)
        if not is_restoring and (made_at := await find_unfinished_restore(conn)):
            raise OperatorError("operator.restore_unfinished", made_at=f"{made_at:%Y-%m-%d %H:%M}")
        before = await _count_migrations(conn)
        await _run_migrations(admin_url or database_url, OWNER_ROLE if admin_url else "")
        if admin_url:
            await database_rights.grant_rights(conn, database_roles.read_role(database_url))
        new = await _count_migrations(conn) - before
    code = "operator.migrations_run" if new else "operator.migrations_none"
    print(f"  {render_for_terminal(code, count=new)}", flush=True)


def list_known_migrations() -> list[str]:
    """List the ids of all migrations of this version, in their order."""
    manager = BaseMigrationManager()
    return manager.get_migration_ids(
        manager.get_migration_modules(APP_CONFIG.resolved_migrations_folder_path)
    )


async def _run_migrations(database_url: str, role: str) -> None:
    """Run the new migrations as a role; empty is the role that signs in."""
    piccolo_output = io.StringIO()
    await open_pool(database_url, max_connections=1, role=role)
    try:
        # Piccolo prints its own progress. The operator reads only the line at the end.
        with redirect_stdout(piccolo_output):
            result = await run_forwards("learning")
    finally:
        await close_pool()
    if not result.success:
        reason = result.message or piccolo_output.getvalue()
        raise OperatorError("operator.migration_failed", reason=reason)


async def _count_migrations(conn: asyncpg.Connection) -> int:
    if await conn.fetchval("SELECT to_regclass('migration')") is None:
        return 0
    return int(await conn.fetchval("SELECT count(*) FROM migration"))


def run_migrate() -> None:
    """Migrate the database that `DATABASE_URL` names.

    An operator error is printed, with exit code 1.
    """
    try:
        asyncio.run(migrate_database(read_operator_settings().database_url))
    except OperatorError as problem:
        problem.show()
        sys.exit(1)


if __name__ == "__main__":
    run_migrate()
