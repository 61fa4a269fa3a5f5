"""The servers of a command: those of a running Herobreak, or servers started for the command."""

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import Any

from learning.settings import Settings
from ops.data_folder import DataFolder, lock_data_folder
from ops.database_roles import ensure_database_roles
from ops.embedded import ServerAddresses, run_missing_servers
from ops.migrate import PICCOLO_CONF_MODULE, connect_to_database


@contextmanager
def connect_servers(settings: Settings) -> Iterator[ServerAddresses]:
    """Give the servers of the data folder for as long as the block lasts.

    They are the servers of a Herobreak that runs on the same data folder, else new ones. Meanwhile
    `DATABASE_URL`, `DATABASE_ADMIN_URL` and `REDIS_URL` of this process are their addresses.

    Raises:
        OperatorError: the data folder can't be used, or a server does not start.
    """
    folder = DataFolder(settings.data)
    with ExitStack() as stack:
        addresses = ServerAddresses(
            settings.database_url, settings.redis_url, settings.database_admin_url
        )
        if not all((addresses.database_url, addresses.redis_url)):
            addresses = _read_server_addresses(folder) or stack.enter_context(
                _start_servers(folder)
            )
        with use_servers(addresses):
            yield addresses


@contextmanager
def use_servers(addresses: ServerAddresses) -> Iterator[None]:
    """Let the variables of this process name the servers for as long as the block lasts."""
    variables = {
        "DATABASE_URL": addresses.database_url,
        "DATABASE_ADMIN_URL": addresses.admin_url,
        "REDIS_URL": addresses.redis_url,
    }
    before = {name: os.environ.get(name, "") for name in variables}
    os.environ |= variables
    os.environ.setdefault("PICCOLO_CONF", PICCOLO_CONF_MODULE)
    try:
        yield
    finally:
        os.environ |= before


@contextmanager
def _start_servers(folder: DataFolder) -> Iterator[ServerAddresses]:
    folder.prepare_folder()
    with lock_data_folder(folder), run_missing_servers(folder.root) as started:
        if started.admin_url:
            asyncio.run(_ensure_roles(started))
        yield started


async def _ensure_roles(started: ServerAddresses) -> None:
    """Make the app's role, which a new cluster and one of an earlier version do not have."""
    conn = await connect_to_database(started.admin_url)
    try:
        await ensure_database_roles(conn, started.database_url)
    finally:
        await conn.close()


def write_server_addresses(folder: DataFolder, addresses: ServerAddresses, token: str) -> None:
    """Write the addresses and the operator's token down for other commands.

    Only this user can read the file, because it contains the passwords.
    """
    file = folder.run_folder / "servers.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps({"pid": os.getpid(), "token": token, **asdict(addresses)}))


def delete_server_addresses(folder: DataFolder) -> None:
    """Delete the file of addresses, because the servers are stopped."""
    (folder.run_folder / "servers.json").unlink(missing_ok=True)


def read_operator_token(folder: DataFolder) -> str:
    """Give the operator's token of the Herobreak that runs on the folder; empty without one."""
    running = _read_running(folder)
    return str(running["token"]) if running else ""


def _read_server_addresses(folder: DataFolder) -> ServerAddresses | None:
    running = _read_running(folder)
    if running is None:
        return None
    return ServerAddresses(running["database_url"], running["redis_url"], running["admin_url"])


def _read_running(folder: DataFolder) -> dict[str, Any] | None:
    """Read what a Herobreak wrote down, if it runs."""
    try:
        written = json.loads((folder.run_folder / "servers.json").read_text())
        os.kill(written["pid"], 0)
    except (OSError, ValueError, KeyError):
        return None
    return dict(written)
