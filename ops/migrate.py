"""Bring the database to the newest schema; two at once are safe."""

import asyncio
import io
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards

from learning.tables.database import close_pool, open_pool
from ops.operator_errors import OperatorError

MIGRATION_LOCK_KEY = (
    0x4865726F627265  # "Herobre": any number that no other program takes on this server
)
PICCOLO_CONF_MODULE = "learning.piccolo_conf"


@asynccontextmanager
async def _hold_migration_lock(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Hold the migration lock on a connection of its own: it is freed when the process dies, whatever happens."""
    conn = await connect_to_database(database_url)
    try:
        await conn.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK_KEY)
        yield conn
    finally:
        await conn.close()


async def connect_to_database(database_url: str) -> asyncpg.Connection:
    """Open one connection.

    Raises:
        Problem: no server answers there, or it refuses us. The sentence does not carry the password.
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
        where = database_url.rpartition("@")[2] or "the address given"
        reason = str(error) or type(error).__name__
        raise OperatorError(
            f"the database at {where} can't be reached ({reason}): check DATABASE_URL, that its server runs, "
            "and that this user may sign in there."
        ) from error


async def migrate_database(database_url: str) -> None:
    """Run every migration that has not run yet.

    Raises:
        Problem: the database can't be reached, or a migration did not succeed.
    """
    os.environ.setdefault("PICCOLO_CONF", PICCOLO_CONF_MODULE)
    piccolo_output = io.StringIO()
    async with _hold_migration_lock(database_url) as conn:
        before = await _count_migrations(conn)
        await open_pool(database_url, max_connections=1)
        try:
            with redirect_stdout(
                piccolo_output
            ):  # Piccolo prints its progress; what is printed to the operator is ours
                result = await run_forwards("learning")
        finally:
            await close_pool()
        new = await _count_migrations(conn) - before
    if not result.success:
        raise OperatorError(
            f"the database could not be migrated: {result.message or piccolo_output.getvalue()}"
        )
    print(f"  schema: {f'{new} new migrations run' if new else 'nothing to do'}", flush=True)


async def _count_migrations(conn: asyncpg.Connection) -> int:
    if await conn.fetchval("SELECT to_regclass('migration')") is None:
        return 0
    return int(await conn.fetchval("SELECT count(*) FROM migration"))


def run_migrate() -> None:
    """Migrate the database that `DATABASE_URL` names."""
    asyncio.run(migrate_database(os.environ["DATABASE_URL"]))


if __name__ == "__main__":
    run_migrate()
