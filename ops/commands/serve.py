"""`herobreak serve`: what `make run` runs."""

import click

from ops.problems import settings
from ops.supervisor import serve as supervising


@click.command()
def serve() -> None:
    """Start everything and keep it running. PORT, HOST, HEROBREAK_DATA, DATABASE_URL and REDIS_URL change where."""
    supervising.serve(settings())
