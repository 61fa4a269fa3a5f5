"""`herobreak migrate`."""

import asyncio

import click

from ops.migrate import migrate_database as run_migrations
from ops.operator_errors import read_operator_settings
from ops.server_addresses import connect_servers


@click.command()
def migrate_command() -> None:
    """Bring the database to the newest schema. Two at once are safe."""
    with connect_servers(read_operator_settings()) as servers:
        asyncio.run(run_migrations(servers.database_url))
    click.echo("the database has the newest schema")
