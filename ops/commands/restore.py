"""`herobreak restore`: bring a backup back into an empty data folder or database."""

import asyncio
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import click

from learning.actions.people.keep_erasures import (
    ERASURES_FILE,
    ErasureList,
    parse_erasures,
    read_erasures,
)
from ops.backup.archive import Manifest, open_archive
from ops.backup.make_backup import translate_damaged_list
from ops.backup.restore_backup import RestoreReport, restore_backup, restore_data_files
from ops.operator_errors import read_operator_settings
from ops.server_addresses import connect_servers
from ops.terminal_messages import print_message

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--erasures",
    "others",
    type=FILE,
    multiple=True,
    help="A list of erased people, or a newer backup, that does not lie beside FILE.",
)
@click.option("--end-sessions", is_flag=True, help="Let everybody sign in again.")
def restore_command(file: Path, others: tuple[Path, ...], end_sessions: bool) -> None:
    """Restore the backup FILE into an empty data folder or an empty database.

    People who were erased since the backup are erased again: those of the list beside FILE, of the
    list in the folder HEROBREAK_BACKUPS, and of --erasures. Then `herobreak serve` starts it.
    """
    now, settings = datetime.now(UTC), read_operator_settings()
    places = (file.parent / ERASURES_FILE, settings.backups / ERASURES_FILE, *others)
    with open_archive(file) as archive:
        lists = [found for place in places if (found := _read_erasures(place))]
        people = [each for found in lists for each in found.people]
        with connect_servers(settings) as servers:
            restored = asyncio.run(
                restore_backup(
                    archive,
                    servers.database_url,
                    settings.own_boards_url or servers.redis_url,
                    people,
                    now,
                    end_sessions=end_sessions,
                )
            )
        restore_data_files(archive, settings.data)
        manifest = archive.manifest
    _report_restore(manifest, restored, now)
    _report_erasures(restored, lists, manifest.made_at)


def _read_erasures(place: Path) -> ErasureList | None:
    """Read the erased people of a list or of a backup; None if there is no such file."""
    if not zipfile.is_zipfile(place):
        with translate_damaged_list(place):
            return read_erasures(place)
    with open_archive(place) as archive:
        return parse_erasures(archive.read_bytes(ERASURES_FILE) or b"")


def _report_restore(manifest: Manifest, restored: RestoreReport, now: datetime) -> None:
    print_message(
        "operator.restore_done",
        made_at=f"{manifest.made_at:%Y-%m-%d %H:%M}",
        version=manifest.herobreak,
        rows=restored.board_rows,
        seconds=(datetime.now(UTC) - now).total_seconds(),
    )


def _report_erasures(restored: RestoreReport, lists: list[ErasureList], made_at: datetime) -> None:
    """Say who was erased again, and until when erasures are known. Fail if somebody is left."""
    known_at = max([made_at, *(found.known_at for found in lists)])
    print_message(
        "operator.erased_again", count=restored.erased, known_at=f"{known_at:%Y-%m-%d %H:%M}"
    )
    if restored.not_erased:
        print_message("operator.not_erased_again", logins=restored.not_erased)
        raise click.exceptions.Exit(1)
