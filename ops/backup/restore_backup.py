"""Restore a backup into an empty database. A restore that was cut off can be repeated."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg

from learning.actions.boards.repair_boards import repair_boards
from learning.actions.people.keep_erasures import ERASURES_FILE, erase_again, parse_erasures
from learning.private_files import replace_private_file
from learning.queries.boards.board_scores import open_boards
from learning.queries.people.erasures import Erasure
from learning.tables.database import close_pool, connection, open_pool
from ops.backup.archive import ArchiveReader
from ops.backup.make_backup import DATA_FILES
from ops.backup.postgres_programs import find_client_programs, run_restore
from ops.backup.unfinished_restore import (
    find_unfinished_restore,
    list_restored_tables,
    mark_restore,
    unmark_restore,
)
from ops.database_roles import OWNER_ROLE, ensure_database_roles, find_admin_url
from ops.migrate import connect_to_database, list_known_migrations, migrate_database
from ops.operator_errors import OperatorError, translate_storage_errors

BOARDS_TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """How many people were erased again, the logins of those who could not be, and board rows."""

    erased: int
    not_erased: list[str]
    board_rows: int


async def restore_backup(
    archive: ArchiveReader,
    database_url: str,
    boards_url: str,
    erasures: Iterable[Erasure],
    now: datetime,
    *,
    end_sessions: bool = False,
) -> RestoreReport:
    """Restore the database, run the migrations, erase people again, and fill the boards.

    `database_url` is the app's address. The administrator of `DATABASE_ADMIN_URL`, if there is one,
    makes roles and tables. `erasures` are added to the people whose erasure the backup itself
    knows. With `end_sessions` everybody must sign in again.

    Raises:
        OperatorError: the database is not empty or can't be reached, or the backup comes from a
            newer version. Nothing was changed then.
    """
    admin_url = find_admin_url(database_url)
    conn = await connect_to_database(admin_url or database_url)
    try:
        _require_known_version(archive, conn)
        if admin_url:
            await ensure_database_roles(conn, database_url)
        if await _begin_restore(conn, archive):
            role = OWNER_ROLE if admin_url else ""
            await asyncio.to_thread(_restore_dump, archive, conn, admin_url or database_url, role)
        await migrate_database(database_url, is_restoring=True)
        await conn.execute("ANALYZE")
        report = await _mend_restored(
            archive, database_url, boards_url, erasures, now, end_sessions=end_sessions
        )
        await unmark_restore(conn)
    finally:
        await conn.close()
    return report


def restore_data_files(archive: ArchiveReader, data: Path) -> None:
    """Write the files of the data folder that are not there.

    Raises:
        OperatorError: the folder can't be written.
    """
    with translate_storage_errors(data):
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in DATA_FILES:
            content = archive.read_bytes(name)
            if content is not None and not (data / name).exists():
                replace_private_file(data / name, content)


def _require_known_version(archive: ArchiveReader, conn: asyncpg.Connection) -> None:
    manifest = archive.manifest
    if set(manifest.migrations) - set(list_known_migrations()):
        raise OperatorError("operator.backup_of_newer_version", version=manifest.herobreak)
    server = conn.get_server_version().major
    if server < manifest.postgres:
        raise OperatorError(
            "operator.backup_of_newer_postgres", version=manifest.postgres, server=server
        )


async def _begin_restore(conn: asyncpg.Connection, archive: ArchiveReader) -> bool:
    """Mark the database. Return whether the dump is still to be restored."""
    tables = await list_restored_tables(conn)
    begun = await find_unfinished_restore(conn)
    if begun is None and tables:
        raise OperatorError("operator.restore_not_empty", tables=tables[:5])
    if begun is None:
        await mark_restore(conn, archive.manifest.made_at)
    elif begun != archive.manifest.made_at:
        raise OperatorError("operator.restore_of_other_backup", made_at=f"{begun:%Y-%m-%d %H:%M}")
    return not tables


def _restore_dump(
    archive: ArchiveReader, conn: asyncpg.Connection, admin_url: str, role: str
) -> None:
    programs = find_client_programs(max(archive.manifest.postgres, conn.get_server_version().major))
    with run_restore(programs, admin_url, *([f"--role={role}"] if role else [])) as dump:
        archive.copy_dump(dump.write)


async def _mend_restored(
    archive: ArchiveReader,
    database_url: str,
    boards_url: str,
    erasures: Iterable[Erasure],
    now: datetime,
    *,
    end_sessions: bool,
) -> RestoreReport:
    """Do what the rows of the backup do not know: erasures since then, ended sessions, boards."""
    listed = parse_erasures(archive.read_bytes(ERASURES_FILE) or b"").people
    boards = open_boards(boards_url, timeout_seconds=BOARDS_TIMEOUT_SECONDS)
    await open_pool(database_url, max_connections=2)
    try:
        erased, not_erased = await erase_again({*listed, *erasures}, now)
        if end_sessions:
            async with connection() as conn:
                await conn.execute("DELETE FROM session")
        return RestoreReport(erased, not_erased, await repair_boards(boards, now))
    finally:
        await boards.close()
        await close_pool()
