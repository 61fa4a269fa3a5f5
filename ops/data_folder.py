"""The data folder: it exists, is writable, has room, and is used by one Herobreak at a time."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.operator_errors import OperatorError, make_full_disk_error, translate_storage_errors
from ops.terminal_messages import nest_message

MIN_FREE_BYTES = 50_000_000
"""With less free space PostgreSQL would stop within minutes, so Herobreak does not start."""
GUARD_STOP_TIMEOUT_SECONDS = 60.0
"""How long the guard of a killed Herobreak may take to stop the processes that were left."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder below which Herobreak keeps all its files."""

    root: Path

    @property
    def postgres_folder(self) -> Path:
        """The PostgreSQL cluster."""
        return self.root / "postgres"

    @property
    def valkey_folder(self) -> Path:
        """Valkey's append-only file and configuration."""
        return self.root / "valkey"

    @property
    def run_folder(self) -> Path:
        """Files that are valid while Herobreak runs: the lock, the processes, the addresses."""
        return self.root / "run"

    @property
    def heartbeat_folder(self) -> Path:
        """A file for each process of the API that serves."""
        return self.run_folder / "heartbeats"

    def get_log_file(self, name: str) -> Path:
        """The log file of one process."""
        return self.root / "logs" / f"{name}.log"

    def prepare_folder(self) -> None:
        """Make the folder and check that it can be used.

        Raises:
            OperatorError: it can't be written, or its disk is full.
        """
        with translate_storage_errors(self.root):
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            for folder in (self.run_folder, self.root / "logs"):
                folder.mkdir(exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=self.run_folder) as test_file:
                test_file.write(b"x" * 65536)
                test_file.flush()
            if shutil.disk_usage(self.root).free < MIN_FREE_BYTES:
                raise make_full_disk_error(self.root)


@contextmanager
def lock_data_folder(folder: DataFolder) -> Iterator[int]:
    """Lock the folder for this process and give the lock's file descriptor.

    A guard process inherits the descriptor. When Herobreak is killed, its guard keeps the lock
    until every process is stopped; this function waits for that.

    Raises:
        OperatorError: another Herobreak runs on the folder.
    """
    with (folder.run_folder / "lock").open("a+") as file:
        deadline = time.monotonic() + GUARD_STOP_TIMEOUT_SECONDS
        while not _try_lock(file.fileno()):
            file.seek(0)
            holder = file.read().strip()
            if _process_exists(holder) or time.monotonic() > deadline:
                raise OperatorError(
                    "operator.data_folder_in_use",
                    process=holder or nest_message("operator.unknown_process"),
                    folder=folder.root,
                )
            time.sleep(0.1)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield file.fileno()


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _process_exists(pid: str) -> bool:
    """Whether the process exists. A process of another user exists, too."""
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
