"""The servers for a command: those of a running Herobreak on the same data folder, else started for the command."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict

from learning.settings import Settings
from ops.data_folder import DataFolder, locked
from ops.embedded import Servers, servers
from ops.migrate import PICCOLO_CONF


@contextmanager
def connected(settings: Settings) -> Iterator[Servers]:
    """Give the servers, with `DATABASE_URL` and `REDIS_URL` set in this process for as long as the block lasts.

    Raises:
        Problem: the data folder can't be used, or a server does not start.
    """
    folder = DataFolder(settings.data)
    with ExitStack() as stack:
        found = Servers(settings.database_url, settings.redis_url)
        if not all((found.database_url, found.redis_url)):
            found = _running(folder) or stack.enter_context(_started(folder))
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = found.database_url, found.redis_url
        os.environ.setdefault("PICCOLO_CONF", PICCOLO_CONF)
        yield found


@contextmanager
def _started(folder: DataFolder) -> Iterator[Servers]:
    folder.prepare()
    with locked(folder), servers(folder.root) as started:
        yield started


def remember(folder: DataFolder, found: Servers) -> None:
    """Let other commands find the running servers. Only this user can read the file: it has the passwords."""
    file = folder.run / "servers.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps({"pid": os.getpid(), **asdict(found)}))


def forget(folder: DataFolder) -> None:
    """The servers are stopped."""
    (folder.run / "servers.json").unlink(missing_ok=True)


def _running(folder: DataFolder) -> Servers | None:
    try:
        written = json.loads((folder.run / "servers.json").read_text())
        os.kill(written["pid"], 0)
    except (OSError, ValueError, KeyError):
        return None
    return Servers(written["database_url"], written["redis_url"])
