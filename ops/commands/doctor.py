"""`herobreak doctor`: is everything there that Herobreak needs?"""

import platform
import shutil
import sys
from collections.abc import Callable

import click

from learning.settings import Settings
from ops.data_folder import DataFolder
from ops.embedded import postgres, valkey
from ops.embedded.account import find_unprivileged_account
from ops.operator_errors import OperatorError, read_operator_settings
from ops.supervisor import probe


@click.command()
def doctor_command() -> None:
    """Look at the machine, the data folder and the port, and say what is wrong."""
    loaded_settings = read_operator_settings()
    checks = {
        "machine": lambda: (
            f"{platform.system()} on {platform.machine()}, Python {sys.version.split()[0]}"
        ),
        "PostgreSQL": lambda: (
            loaded_settings.database_url.rpartition("@")[2] or _check_embedded_postgres()
        ),
        "Valkey": lambda: (
            loaded_settings.redis_url.rpartition("@")[2] or str(valkey.find_valkey_server())
        ),
        "data folder": lambda: _check_data_folder(loaded_settings),
        "address": lambda: _check_address(loaded_settings),
    }
    results = [_report_check(name, check) for name, check in checks.items()]
    if not all(results):
        raise click.exceptions.Exit(1)


def _report_check(name: str, check: Callable[[], str]) -> bool:
    try:
        click.echo(f"  ok       {name}: {check()}")
    except OperatorError as problem:
        click.echo(f"  trouble  {name}: {problem.message}")
        return False
    return True


def _check_embedded_postgres() -> str:
    account = find_unprivileged_account()
    return f"{postgres.find_postgres_programs()}{' (leaves root behind)' if account.switch_user else ''}"


def _check_data_folder(loaded_settings: Settings) -> str:
    DataFolder(loaded_settings.data).prepare_folder()
    return f"{loaded_settings.data}, {shutil.disk_usage(loaded_settings.data).free // 1_000_000} MB free"


def _check_address(loaded_settings: Settings) -> str:
    if probe.get_api_path(loaded_settings.host, loaded_settings.port, "/api/health/live")[0] == 200:
        status, answer = probe.get_api_path(
            loaded_settings.host, loaded_settings.port, "/api/health/ready"
        )
        return f"Herobreak is running on port {loaded_settings.port}; ready: {status} {answer}"
    return f"port {probe.check_port_free(loaded_settings.host, loaded_settings.port)} on {loaded_settings.host} is free"
