"""`herobreak migrate`: bring the database to the newest schema."""

import asyncio

import click

from ops.migrate import migrate_database as run_migrations
from ops.operator_errors import read_operator_settings
from ops.server_addresses import connect_servers
from ops.terminal_messages import print_message


@click.command()
def migrate_command() -> None:
    """Bring the database to the newest schema. Several runs at the same time are safe."""
    with connect_servers(read_operator_settings()) as servers:
        asyncio.run(run_migrations(servers.database_url))
    print_message("operator.schema_newest")
