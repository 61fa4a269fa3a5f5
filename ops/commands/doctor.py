"""`herobreak doctor`: is everything there that Herobreak needs?"""

import platform
import shutil
import sys
from collections.abc import Callable

import click

from learning.settings import Settings
from ops.data_folder import DataFolder
from ops.embedded import postgres, valkey
from ops.embedded.account import unprivileged
from ops.problems import Problem, settings
from ops.supervisor import probe


@click.command()
def doctor() -> None:
    """Look at the machine, the data folder and the port, and say what is wrong."""
    found = settings()
    checks = {
        "machine": lambda: f"{platform.system()} on {platform.machine()}, Python {sys.version.split()[0]}",
        "PostgreSQL": lambda: found.database_url.rpartition("@")[2] or _embedded_postgres(),
        "Valkey": lambda: found.redis_url.rpartition("@")[2] or str(valkey.binary()),
        "data folder": lambda: _data(found),
        "address": lambda: _address(found),
    }
    told = [_told(name, check) for name, check in checks.items()]
    if not all(told):
        raise click.exceptions.Exit(1)


def _told(name: str, check: Callable[[], str]) -> bool:
    try:
        click.echo(f"  ok       {name}: {check()}")
    except Problem as problem:
        click.echo(f"  trouble  {name}: {problem.message}")
        return False
    return True


def _embedded_postgres() -> str:
    account = unprivileged()
    return f"{postgres.binaries()}{' (leaves root behind)' if account.enter else ''}"


def _data(found: Settings) -> str:
    DataFolder(found.data).prepare()
    return f"{found.data}, {shutil.disk_usage(found.data).free // 1_000_000} MB free"


def _address(found: Settings) -> str:
    if probe.ask(found.host, found.port, "/api/health/live")[0] == 200:
        status, answer = probe.ask(found.host, found.port, "/api/health/ready")
        return f"Herobreak is running on port {found.port}; ready: {status} {answer}"
    return f"port {probe.free_port(found.host, found.port)} on {found.host} is free"
