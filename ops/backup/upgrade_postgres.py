"""Bring the embedded PostgreSQL's data to the major version of this Herobreak.

The old cluster is backed up with its own programs and restored into a new one beside it. Then the
two change their names. Whenever an upgrade fails or is killed before that, nothing has changed.
"""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ops.backup.archive import open_archive
from ops.backup.make_backup import make_backup, open_backup_file
from ops.backup.postgres_programs import list_machine_programs, read_major_version
from ops.backup.restore_backup import restore_backup
from ops.backup.rotation import name_backup
from ops.data_folder import DataFolder, lock_data_folder
from ops.embedded import (
    ServerAddresses,
    ports,
    postgres,
    postgres_addresses,
    run_missing_servers,
    run_server,
)
from ops.operator_errors import OperatorError, translate_storage_errors
from ops.server_addresses import use_servers

UPGRADE_FOLDER = "upgrade"
"""The part of the data folder in which the new cluster is made."""


def find_cluster_version(data: Path) -> str:
    """Give the major version of the cluster of a data folder; empty if there is none.

    Raises:
        OperatorError: the cluster is half-made.
    """
    cluster = DataFolder(data).postgres_folder
    return postgres.read_cluster_version(cluster) if cluster.exists() else ""


def upgrade_postgres(data: Path, backups: Path, programs: Path | None, now: datetime) -> Path:
    """Upgrade the cluster of a data folder. Return the folder to which the old one was moved.

    `programs` is the folder of the old version's programs; without it they are looked for. The
    backup of the old cluster stays in the folder `backups`.

    Raises:
        OperatorError: Herobreak runs on the folder, or the old programs are missing, or the backup,
            its restore or a migration does not succeed. The old cluster is where it was.
    """
    folder = DataFolder(data)
    folder.prepare_folder()
    cluster, new = folder.postgres_folder, DataFolder(data / UPGRADE_FOLDER)
    with lock_data_folder(folder), translate_storage_errors(data):
        version = postgres.read_cluster_version(cluster)
        file = backups / name_backup(now)
        _back_up_old_cluster(folder, programs or _find_old_programs(version), file, now)
        shutil.rmtree(new.root, ignore_errors=True)
        _restore_new_cluster(new, file, now)
        aside = cluster.with_name(f"{cluster.name}-{version}")
        cluster.rename(aside)
        new.postgres_folder.rename(cluster)
        shutil.rmtree(new.root, ignore_errors=True)
    return aside


def _find_old_programs(version: str) -> Path:
    for folder in _list_server_programs():
        if read_major_version(folder / "postgres") == int(version):
            return folder
    raise OperatorError("operator.upgrade_no_old_programs", version=version)


def _list_server_programs() -> Iterator[Path]:
    yield from postgres.list_embedded_programs()
    yield from list_machine_programs()


def _back_up_old_cluster(folder: DataFolder, programs: Path, file: Path, now: datetime) -> None:
    port, cluster = ports.find_free_port(), folder.postgres_folder
    launch = postgres.make_postgres_launch(programs, cluster, folder.get_log_file("postgres"), port)
    addresses = ServerAddresses(
        postgres_addresses.read_app_url(cluster, port),
        redis_url="",
        admin_url=postgres_addresses.read_admin_url(cluster, port),
    )
    with run_server(launch), use_servers(addresses), open_backup_file(file) as opened:
        asyncio.run(make_backup(addresses.database_url, folder.root, file.parent, opened, now))


def _restore_new_cluster(new: DataFolder, file: Path, now: datetime) -> None:
    with (
        open_archive(file) as archive,
        run_missing_servers(new.root) as servers,
        use_servers(servers),
    ):
        asyncio.run(restore_backup(archive, servers.database_url, servers.redis_url, (), now))
