"""`herobreak migrate`."""

import asyncio

import click

from ops.connected import connect_servers
from ops.migrate import migrate_database as run_migrations
from ops.problems import read_operator_settings


@click.command()
def migrate_command() -> None:
    """Bring the database to the newest schema. Two at once are safe."""
    with connect_servers(read_operator_settings()) as servers:
        asyncio.run(run_migrations(servers.database_url))
    click.echo("the database has the newest schema")
