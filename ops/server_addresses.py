"""The servers for a command: those of a running Herobreak on the same data folder, else started for the command."""

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
    """Give the servers, with `DATABASE_URL` and `REDIS_URL` set in this process for as long as the block lasts.

    Raises:
        Problem: the data folder can't be used, or a server does not start.
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
    """Let other commands find the running servers. Only this user can read the file: it has the passwords."""
    file = folder.run_folder / "servers.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps({"pid": os.getpid(), **asdict(addresses)}))


def delete_server_addresses(folder: DataFolder) -> None:
    """The servers are stopped."""
    (folder.run_folder / "servers.json").unlink(missing_ok=True)


def _read_server_addresses(folder: DataFolder) -> ServerAddresses | None:
    try:
        addresses = json.loads((folder.run_folder / "servers.json").read_text())
        os.kill(addresses["pid"], 0)
    except (OSError, ValueError, KeyError):
        return None
    return ServerAddresses(addresses["database_url"], addresses["redis_url"])
