"""A file that lists the processes we started, so that a later process can stop exactly those."""

import json
import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from learning.private_files import replace_private_file
from ops.process_launch import ProcessLaunch
from ops.terminal_messages import render_for_terminal


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """A started process.

    `started_at` is the kernel's time of the start, in seconds since the epoch. It distinguishes the
    process from a later one with the same number.
    """

    name: str
    pid: int
    started_at: float
    stop_signal: int
    stop_timeout_seconds: float

    @classmethod
    def from_launch(cls, launch: ProcessLaunch, pid: int) -> "ProcessRecord":
        """Make the record of a process that was just started."""
        started = psutil.Process(pid).create_time()
        return cls(launch.name, pid, started, int(launch.stop_signal), launch.stop_timeout_seconds)

    def find_process(self) -> psutil.Process | None:
        """Find the process; None if it has ended."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started_at) < 1
        except psutil.NoSuchProcess:
            return None
        return process if same and _is_running(self.pid) else None


def write_records(file: Path, records: Sequence[ProcessRecord]) -> None:
    """Write the records in the order of starting.

    The file is replaced as a whole: a reader finds the old list or the new one.
    """
    replace_private_file(file, json.dumps([asdict(record) for record in records]).encode())


def read_records(file: Path) -> list[ProcessRecord]:
    """Read the records. A missing or damaged file has none."""
    try:
        return [ProcessRecord(**entry) for entry in json.loads(file.read_text())]
    except (FileNotFoundError, ValueError, TypeError):
        return []


def stop_recorded_process(record: ProcessRecord) -> bool:
    """Stop a process and everything it left behind. Return False if it had to be killed."""
    process = record.find_process()
    stopped_in_time = True
    if process is not None:
        _send_signal(process, record.stop_signal)
        stopped_in_time = _wait_for_exit([process], record.stop_timeout_seconds)
    kill_session(record)
    return stopped_in_time


def kill_session(record: ProcessRecord) -> None:
    """Kill the process and the other members of its session, such as workers of a killed parent.

    Every process that we start leads a session of its own. The kernel does not reuse the number of
    a session while one of its members is alive.
    """
    is_other_process = record.find_process() is None and _is_running(record.pid)
    if is_other_process:
        return
    members = _list_session_members(record)
    for process in members:
        _send_signal(process, signal.SIGKILL)
    _wait_for_exit(members, 5)


def stop_session(record: ProcessRecord) -> None:
    """Ask what an ended process has left behind to stop, then kill what has not stopped in time."""
    members = _list_session_members(record)
    for process in members:
        _send_signal(process, record.stop_signal)
    _wait_for_exit(members, record.stop_timeout_seconds)
    kill_session(record)


def _list_session_members(record: ProcessRecord) -> list[psutil.Process]:
    return [
        process for process in psutil.process_iter() if get_session_id(process.pid) == record.pid
    ]


def _send_signal(process: psutil.Process, number: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)


def _wait_for_exit(processes: Sequence[psutil.Process], seconds: float) -> bool:
    """Wait until the processes have ended; False if they have not after `seconds`.

    A zombie counts as ended: on a machine whose init does not collect orphans it stays for ever.
    """
    deadline = time.monotonic() + seconds
    while any(process.is_running() and _is_running(process.pid) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def stop_leftover_processes(file: Path, print_line: Callable[[str], None]) -> None:
    """Stop the processes that a killed supervisor left running, the last started first."""
    for record in reversed(read_records(file)):
        if record.find_process() is not None:
            print_line(
                render_for_terminal(
                    "operator.leftover_process_stopped", name=record.name, pid=record.pid
                )
            )
        stop_recorded_process(record)
    file.unlink(missing_ok=True)


def get_session_id(pid: int) -> int:
    """Give the session of a process; -1 if there is no such process, or it is not ours."""
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return -1


def _is_running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
