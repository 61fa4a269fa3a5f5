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

from ops.process_launch import ProcessLaunch


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """A started process. `started` (seconds since the epoch, by the kernel) tells it from a later one with its number."""

    name: str
    pid: int
    started_at: float
    stop_signal: int
    stop_timeout_seconds: float

    @classmethod
    def from_launch(cls, launch: ProcessLaunch, pid: int) -> "ProcessRecord":
        """The record of a process that was just started."""
        started = psutil.Process(pid).create_time()
        return cls(launch.name, pid, started, int(launch.stop_signal), launch.stop_timeout_seconds)

    def find_process(self) -> psutil.Process | None:
        """The process, where it still lives."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started_at) < 1
        except psutil.NoSuchProcess:
            return None
        return process if same and _is_running(self.pid) else None


def write_records(file: Path, records: Sequence[ProcessRecord]) -> None:
    """Write the records down, in the order of starting; a reader finds the old list or the new one."""
    temporary = file.with_suffix(".new")
    temporary.write_text(json.dumps([asdict(record) for record in records]))
    temporary.replace(file)


def read_records(file: Path) -> list[ProcessRecord]:
    """The records that were written; none where the file is missing or torn."""
    try:
        return [ProcessRecord(**entry) for entry in json.loads(file.read_text())]
    except (FileNotFoundError, ValueError, TypeError):
        return []


def stop_recorded_process(record: ProcessRecord) -> bool:
    """Stop a process within its patience, then everything it left behind; False where it had to be killed."""
    process = record.find_process()
    stopped_in_time = True
    if process is not None:
        _send_signal(process, record.stop_signal)
        stopped_in_time = _wait_for_exit([process], record.stop_timeout_seconds)
    kill_session(record)
    return stopped_in_time


def kill_session(record: ProcessRecord) -> None:
    """Kill the process and what is left of its session: workers of a killed parent have no other way to end.

    Every process we start leads a session, and the kernel gives a session's number to nobody while a member lives.
    """
    is_other_process = record.find_process() is None and _is_running(record.pid)
    if is_other_process:
        return
    members = [
        process for process in psutil.process_iter() if _get_session_id(process.pid) == record.pid
    ]
    for process in members:
        _send_signal(process, signal.SIGKILL)
    _wait_for_exit(members, 5)


def _send_signal(process: psutil.Process, number: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)


def _wait_for_exit(processes: Sequence[psutil.Process], seconds: float) -> bool:
    """Wait for the processes' end. A zombie has ended: where no init collects orphans, it stays one for ever."""
    deadline = time.monotonic() + seconds
    while any(process.is_running() and _is_running(process.pid) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def stop_leftover_processes(file: Path, print_line: Callable[[str], None]) -> None:
    """Stop what an earlier, killed supervisor left running, the last started first."""
    for record in reversed(read_records(file)):
        if record.find_process() is not None:
            print_line(
                f"stopping {record.name} (process {record.pid}), left over from a run that was killed"
            )
        stop_recorded_process(record)
    file.unlink(missing_ok=True)


def _get_session_id(pid: int) -> int:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return -1


def _is_running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
