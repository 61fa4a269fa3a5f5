"""The data folder: made, writable, with room, and used by one Herobreak at a time."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.problems import Problem, full_disk, storage_problems

FREE_BYTES = 50_000_000  # below this PostgreSQL would stop within minutes: better not to begin
GUARD_SECONDS = 60.0  # how long the guard of a killed Herobreak may take to stop what was left


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where everything is kept."""

    root: Path

    @property
    def postgres(self) -> Path:
        """The PostgreSQL cluster."""
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's append-only file and configuration."""
        return self.root / "valkey"

    @property
    def run(self) -> Path:
        """What is true only while Herobreak runs: the lock, the processes, the addresses."""
        return self.root / "run"

    def log(self, name: str) -> Path:
        """The log file of one process."""
        return self.root / "logs" / f"{name}.log"

    def prepare(self) -> None:
        """Make the folder and see that it can be used.

        Raises:
            Problem: it can't be written, or its disk is full.
        """
        with storage_problems(self.root):
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            for folder in (self.run, self.root / "logs"):
                folder.mkdir(exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=self.run) as trial:
                trial.write(b"x" * 65536)
                trial.flush()
            if shutil.disk_usage(self.root).free < FREE_BYTES:
                raise Problem(full_disk(self.root))


@contextmanager
def locked(folder: DataFolder) -> Iterator[int]:
    """Hold the folder for this process; gives the lock's file descriptor, for a guard to hold it too.

    After a Herobreak was killed its guard keeps the lock until everything is stopped: that is waited for.

    Raises:
        Problem: a running Herobreak has the folder.
    """
    with (folder.run / "lock").open("a+") as file:
        until = time.monotonic() + GUARD_SECONDS
        while not _taken(file.fileno()):
            file.seek(0)
            holder = file.read().strip()
            if _lives(holder) or time.monotonic() > until:
                raise Problem(
                    f"another Herobreak (process {holder or 'unknown'}) is running on {folder.root}: use that one, stop "
                    "it (Ctrl-C there), or choose another folder with HEROBREAK_DATA=/some/folder and another PORT."
                )
            time.sleep(0.1)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield file.fileno()


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lives(pid: str) -> bool:
    """Whether the process is there; one of another user counts as there."""
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
