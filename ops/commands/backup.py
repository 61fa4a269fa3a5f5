"""`herobreak backup`: write everything that cannot be rebuilt to one file."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click

from learning.settings import Settings
from ops.backup.make_backup import make_backup, open_backup_file
from ops.backup.rotation import delete_old_backups, is_backup_due, name_backup
from ops.operator_errors import read_operator_settings
from ops.server_addresses import connect_servers
from ops.terminal_messages import print_message, render_for_terminal

STANDARD_OUTPUT = Path("-")


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--keep", type=click.IntRange(1), metavar="N", help="Then delete all but the newest N backups."
)
@click.option(
    "--if-older", type=click.IntRange(1), metavar="HOURS", help="Only if the newest one is older."
)
def backup_command(file: Path | None, keep: int | None, if_older: int | None) -> None:
    """Back up while Herobreak serves, or while it is stopped.

    Without FILE the backup gets a name with the instant in UTC, in the folder HEROBREAK_BACKUPS.
    The FILE - is standard output.
    """
    now, settings = datetime.now(UTC), read_operator_settings()
    if file and (keep or if_older):
        raise click.UsageError(render_for_terminal("operator.backup_options_need_folder"))
    if file == STANDARD_OUTPUT:
        _write_backup(settings, settings.backups, sys.stdout.buffer, now)
        return
    if if_older and not is_backup_due(settings.backups, if_older, now):
        print_message("operator.backup_not_due", folder=settings.backups)
        return
    target = file or settings.backups / name_backup(now)
    with open_backup_file(target) as opened:
        _write_backup(settings, target.parent, opened, now)
    _report_backup(target, now)
    if keep:
        deleted = delete_old_backups(target.parent, keep, now)
        print_message("operator.backups_deleted", count=deleted)


def _write_backup(settings: Settings, folder: Path, opened: IO[bytes], now: datetime) -> None:
    """Write a backup. The list of erased people is in `folder`."""
    with connect_servers(settings) as servers:
        asyncio.run(make_backup(servers.database_url, settings.data, folder, opened, now))


def _report_backup(target: Path, now: datetime) -> None:
    print_message(
        "operator.backup_made",
        file=target,
        size_mb=target.stat().st_size / 1_000_000,
        seconds=(datetime.now(UTC) - now).total_seconds(),
    )
