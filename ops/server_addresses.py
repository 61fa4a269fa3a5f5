"""The servers of a command: those of a running Herobreak, or servers started for the command."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict

from learning.settings import Settings
from ops.data_folder import DataFolder, lock_data_folder
from ops.embedded import ServerAddresses, run_missing_servers
from ops.migrate import PICCOLO_CONF_MODULE


@contextmanager
def connect_servers(settings: Settings) -> Iterator[ServerAddresses]:
    """Give the servers of the data folder for as long as the block lasts.

    They are the servers of a Herobreak that runs on the same data folder, else new ones. In this
    process `DATABASE_URL` and `REDIS_URL` are set to their addresses.

    Raises:
        OperatorError: the data folder can't be used, or a server does not start.
    """
    folder = DataFolder(settings.data)
    with ExitStack() as stack:
        addresses = ServerAddresses(settings.database_url, settings.redis_url)
        if not all((addresses.database_url, addresses.redis_url)):
            addresses = _read_server_addresses(folder) or stack.enter_context(
                _start_servers(folder)
            )
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = (
            addresses.database_url,
            addresses.redis_url,
        )
        os.environ.setdefault("PICCOLO_CONF", PICCOLO_CONF_MODULE)
        yield addresses


@contextmanager
def _start_servers(folder: DataFolder) -> Iterator[ServerAddresses]:
    folder.prepare_folder()
    with lock_data_folder(folder), run_missing_servers(folder.root) as started:
        yield started


def write_server_addresses(folder: DataFolder, addresses: ServerAddresses) -> None:
    """Write the addresses down for other commands.

    Only this user can read the file, because it contains the passwords.
    """
    file = folder.run_folder / "servers.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps({"pid": os.getpid(), **asdict(addresses)}))


def delete_server_addresses(folder: DataFolder) -> None:
    """Delete the file of addresses, because the servers are stopped."""
    (folder.run_folder / "servers.json").unlink(missing_ok=True)


def _read_server_addresses(folder: DataFolder) -> ServerAddresses | None:
    try:
        addresses = json.loads((folder.run_folder / "servers.json").read_text())
        os.kill(addresses["pid"], 0)
    except (OSError, ValueError, KeyError):
        return None
    return ServerAddresses(addresses["database_url"], addresses["redis_url"])
