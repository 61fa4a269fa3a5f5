"""`herobreak serve`: what `make run` runs."""

import click

from ops.operator_errors import read_operator_settings
from ops.supervisor import serve as supervising


@click.command()
def serve_command() -> None:
    """Start everything and keep it running. PORT, HOST, HEROBREAK_DATA, DATABASE_URL and REDIS_URL change where."""
    supervising.run_supervisor(read_operator_settings())
