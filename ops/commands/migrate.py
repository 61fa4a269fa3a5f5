"""`herobreak migrate`."""

import asyncio

import click

from ops.connected import connected
from ops.migrate import migrate as run_migrations
from ops.problems import settings


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema. Two at once are safe."""
    with connected(settings()) as servers:
        asyncio.run(run_migrations(servers.database_url))
    click.echo("the database has the newest schema")
