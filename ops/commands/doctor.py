"""`herobreak doctor`: check that everything is there that Herobreak needs."""

import os
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
from ops.server_addresses import read_operator_token
from ops.supervisor import probe
from ops.terminal_messages import render_for_terminal


@click.command()
def doctor_command() -> None:
    """Check the machine, the servers, the data folder and the port."""
    loaded_settings = read_operator_settings()
    checks = {
        _make_label("machine"): lambda: (
            f"{platform.system()} on {platform.machine()}, Python {sys.version.split()[0]}"
        ),
        "PostgreSQL": lambda: (
            loaded_settings.database_url.rpartition("@")[2] or _check_embedded_postgres()
        ),
        "Valkey": lambda: (
            loaded_settings.redis_url.rpartition("@")[2] or str(valkey.find_valkey_server())
        ),
        _make_label("data_folder"): lambda: _check_data_folder(loaded_settings),
        _make_label("address"): lambda: _check_address(loaded_settings),
    }
    results = [_report_check(name, check) for name, check in checks.items()]
    if not all(results):
        raise click.exceptions.Exit(1)


def _make_label(name: str) -> str:
    """Give the label of a check in the language of the terminal."""
    return render_for_terminal(f"operator.check_{name}")


def _report_check(name: str, check: Callable[[], str]) -> bool:
    """Run a check, print its result, and return whether it passed."""
    try:
        code, detail = "operator.check_passed", check()
    except OperatorError as problem:
        code, detail = "operator.check_failed", problem.message
    click.echo(f"  {render_for_terminal(code, name=name, detail=detail)}")
    return code == "operator.check_passed"


def _check_embedded_postgres() -> str:
    folder = postgres.find_postgres_programs()
    if find_unprivileged_account().switch_user:
        return render_for_terminal("operator.postgres_leaves_root", folder=folder)
    return str(folder)


def _check_data_folder(loaded_settings: Settings) -> str:
    folder = loaded_settings.data
    if _needs_no_data_folder(loaded_settings):
        return render_for_terminal("operator.data_folder_unused", folder=folder)
    DataFolder(folder).prepare_folder()
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    return render_for_terminal("operator.disk_free", folder=folder, free_mb=free_mb)


def _needs_no_data_folder(loaded_settings: Settings) -> bool:
    """Whether nothing is kept in the data folder here, as in a container of API or worker.

    Both servers are the operator's then, and the folder is on a read-only file system.
    """
    folder = loaded_settings.data
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    has_servers = bool(loaded_settings.database_url and loaded_settings.redis_url)
    return has_servers and bool(os.statvfs(existing).f_flag & os.ST_RDONLY)


def _check_address(loaded_settings: Settings) -> str:
    host, port = loaded_settings.host, loaded_settings.port
    if probe.get_api_path(host, port, "/api/health/live")[0] == 200:
        token = loaded_settings.metrics_token or read_operator_token(
            DataFolder(loaded_settings.data)
        )
        status, answer = probe.get_api_path(host, port, "/api/health/ready", token)
        return render_for_terminal(
            "operator.herobreak_running", port=port, status=status, answer=answer
        )
    free_port = probe.check_port_free(host, port)
    return render_for_terminal("operator.address_free", port=free_port, host=host)
