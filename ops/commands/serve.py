"""`herobreak serve`: run Herobreak. `make run` calls it."""

import click

from ops.operator_errors import read_operator_settings
from ops.supervisor import serve as supervising


@click.command()
def serve_command() -> None:
    """Start all processes and keep them running until Ctrl-C.

    PORT and HOST set the address, HEROBREAK_DATA the data folder. DATABASE_URL and REDIS_URL name
    servers of your own.
    """
    supervising.run_supervisor(read_operator_settings())
