"""Make a backup while Herobreak serves. It shows the database at one instant."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

import asyncpg

from learning.actions.people.keep_erasures import (
    ERASURES_FILE,
    update_erasure_list,
)
from learning.private_files import open_replacement
from learning.queries.people.erasures import Erasure, load_erasures
from ops.backup.archive import ARCHIVE_FORMAT, DUMP, ArchiveWriter, Manifest, write_archive
from ops.backup.postgres_programs import find_client_programs, run_dump
from ops.database_roles import find_admin_url
from ops.migrate import MIGRATION_LOCK_KEY, connect_to_database
from ops.operator_errors import OperatorError, translate_storage_errors
from ops.sign_ins import DEMO_FILE, FIRST_ADMIN_FILE

DATA_FILES = (FIRST_ADMIN_FILE, DEMO_FILE)
"""The files of the data folder that PostgreSQL does not hold and that cannot be made again."""
MAX_WAIT_FOR_TABLE_MS = 30_000


async def make_backup(
    database_url: str, data: Path, folder: Path, opened: IO[bytes], now: datetime
) -> Manifest:
    """Write a backup to an open file, and the people erased so far to the list in `folder`.

    `database_url` is the app's address. The administrator of `DATABASE_ADMIN_URL`, if there is one,
    reads the tables. `folder` need not exist; then no list is written there. A migration waits
    until the backup is made.

    Raises:
        OperatorError: the database can't be reached or read, or the disk is full.
    """
    reader_url = find_admin_url(database_url) or database_url
    conn = await connect_to_database(reader_url)
    try:
        await conn.execute("SELECT pg_advisory_lock_shared($1)", MIGRATION_LOCK_KEY)
        async with conn.transaction(isolation="repeatable_read", readonly=True):
            await conn.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            manifest = await _describe_database(conn, now)
            erasures = _update_erasures(folder, await load_erasures(conn), now)
            snapshot = await conn.fetchval("SELECT pg_export_snapshot()")
            with write_archive(opened) as archive:
                await asyncio.to_thread(
                    _add_dump, archive, manifest.postgres, reader_url, str(snapshot)
                )
                archive.add_bytes(ERASURES_FILE, erasures)
                for name in DATA_FILES:
                    if (data / name).exists():
                        archive.add_bytes(name, (data / name).read_bytes())
                manifest.members.update(archive.members)
                archive.add_manifest(manifest)
        return manifest
    finally:
        await conn.close()


@contextmanager
def open_backup_file(file: Path) -> Iterator[IO[bytes]]:
    """Open a new file for a backup. It has its name when the backup is complete.

    Raises:
        OperatorError: the folder can't be written, or its disk is full.
    """
    with translate_storage_errors(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open_replacement(file) as opened:
            yield opened


async def _describe_database(conn: asyncpg.Connection, now: datetime) -> Manifest:
    if await conn.fetchval("SELECT to_regclass('migration')") is None:
        raise OperatorError("operator.nothing_to_back_up")
    rows = await conn.fetch("SELECT name FROM migration ORDER BY name")
    return Manifest(
        format=ARCHIVE_FORMAT,
        made_at=now,
        herobreak=version("herobreak"),
        postgres=conn.get_server_version().major,
        migrations=[row["name"] for row in rows],
        members={},
    )


def _update_erasures(folder: Path, erased: list[Erasure], now: datetime) -> bytes:
    with translate_storage_errors(folder), translate_damaged_list(folder / ERASURES_FILE):
        return update_erasure_list(folder, erased, now)


@contextmanager
def translate_damaged_list(file: Path) -> Iterator[None]:
    """Turn a `ValueError` of the block into an `OperatorError` about the list of erased people.

    Raises:
        OperatorError: the file holds something else.
    """
    try:
        yield
    except ValueError as error:
        raise OperatorError("operator.erasures_damaged", file=file) from error


def _add_dump(archive: ArchiveWriter, major: int, database_url: str, snapshot: str) -> None:
    options = (f"--snapshot={snapshot}", f"--lock-wait-timeout={MAX_WAIT_FOR_TABLE_MS}")
    with run_dump(find_client_programs(major), database_url, *options) as output:
        archive.add_stream(DUMP, output)
