"""`herobreak upgrade`: bring the data folder to the PostgreSQL of this version."""

from datetime import UTC, datetime
from pathlib import Path

import click

from ops.backup.upgrade_postgres import find_cluster_version, upgrade_postgres
from ops.embedded.postgres import POSTGRES_MAJOR_VERSION
from ops.operator_errors import read_operator_settings
from ops.terminal_messages import print_message


@click.command()
@click.option(
    "--programs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the old version's programs, where they are not found.",
)
def upgrade_command(programs: Path | None) -> None:
    """Upgrade the data of the embedded PostgreSQL to its new major version.

    Herobreak must be stopped. A backup is made, and the old data is kept beside the new.
    """
    now, settings = datetime.now(UTC), read_operator_settings()
    old = find_cluster_version(settings.data)
    if settings.database_url or not old:
        print_message("operator.upgrade_no_data", folder=settings.data)
        return
    if old == POSTGRES_MAJOR_VERSION:
        print_message("operator.upgrade_not_needed", version=old)
        return
    aside = upgrade_postgres(settings.data, settings.backups, programs, now)
    print_message(
        "operator.upgrade_done",
        old=old,
        new=POSTGRES_MAJOR_VERSION,
        folder=aside,
        seconds=(datetime.now(UTC) - now).total_seconds(),
    )
