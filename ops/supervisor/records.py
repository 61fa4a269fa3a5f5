"""Which processes we started, written down so that whoever comes after us can stop exactly those."""

import json
import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from ops.launch import Launch


@dataclass(frozen=True, slots=True)
class Record:
    """A started process. `started` (seconds since the epoch, by the kernel) tells it from a later one with its number."""

    name: str
    pid: int
    started: float
    stop_signal: int
    patience: float

    @classmethod
    def of(cls, launch: Launch, pid: int) -> "Record":
        """The record of a process that was just started."""
        started = psutil.Process(pid).create_time()
        return cls(launch.name, pid, started, int(launch.stop_signal), launch.patience)

    def process(self) -> psutil.Process | None:
        """The process, where it still lives."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < 1
        except psutil.NoSuchProcess:
            return None
        return process if same and _lives(self.pid) else None


def write(file: Path, records: Sequence[Record]) -> None:
    """Write the records down, in the order of starting; a reader finds the old list or the new one."""
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps([asdict(record) for record in records]))
    beside.replace(file)


def read(file: Path) -> list[Record]:
    """The records that were written; none where the file is missing or torn."""
    try:
        return [Record(**entry) for entry in json.loads(file.read_text())]
    except (FileNotFoundError, ValueError, TypeError):
        return []


def stop(record: Record) -> bool:
    """Stop a process within its patience, then everything it left behind; False where it had to be killed."""
    process = record.process()
    gently = True
    if process is not None:
        _signal(process, record.stop_signal)
        gently = _wait([process], record.patience)
    sweep(record)
    return gently


def sweep(record: Record) -> None:
    """Kill the process and what is left of its session: workers of a killed parent have no other way to end.

    Every process we start leads a session, and the kernel gives a session's number to nobody while a member lives.
    """
    stranger = record.process() is None and _lives(record.pid)
    if stranger:
        return
    members = [process for process in psutil.process_iter() if _session(process.pid) == record.pid]
    for process in members:
        _signal(process, signal.SIGKILL)
    _wait(members, 5)


def _signal(process: psutil.Process, number: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)


def _wait(processes: Sequence[psutil.Process], seconds: float) -> bool:
    """Wait for the processes' end. A zombie has ended: where no init collects orphans, it stays one for ever."""
    until = time.monotonic() + seconds
    while any(process.is_running() and _lives(process.pid) for process in processes):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def stop_leftovers(file: Path, say: Callable[[str], None]) -> None:
    """Stop what an earlier, killed supervisor left running, the last started first."""
    for record in reversed(read(file)):
        if record.process() is not None:
            say(f"stopping {record.name} (process {record.pid}), left over from a run that was killed")
        stop(record)
    file.unlink(missing_ok=True)


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return -1


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
