"""The processes of one run: started in order, started again when they die, stopped in reverse order."""

import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ops import process_launch
from ops.operator_errors import OperatorError
from ops.process_launch import ProcessLaunch
from ops.supervisor import process_records
from ops.supervisor.process_records import ProcessRecord

MAX_RESTARTS_IN_A_ROW = (
    5  # in a row; one that lived `STABLE_AFTER_SECONDS` seconds starts counting afresh
)
STABLE_AFTER_SECONDS = 60.0
MAX_RESTART_PAUSE_SECONDS = 10.0


class StopRequested(Exception):  # noqa: N818 - not an error: somebody asked us to stop
    """Ctrl-C, SIGTERM or a closed terminal."""


@dataclass(slots=True)
class ChildProcess:
    """A process that must live; times are those of `time.monotonic`."""

    launch: ProcessLaunch
    process: subprocess.Popen[bytes]
    record: ProcessRecord
    started_at: float
    restarts_in_a_row: int = 0
    restart_at: float | None = None


class ProcessGroup:
    """All children. `say` tells the operator one line; `asked_to_stop` is looked at while waiting."""

    def __init__(
        self, file: Path, print_line: Callable[[str], None], asked_to_stop: Callable[[], bool]
    ) -> None:
        self._file = file
        self._print_line = print_line
        self._asked_to_stop = asked_to_stop
        self._children: list[ChildProcess] = []

    def start_child(self, launch: ProcessLaunch) -> None:
        """Start a process that must live.

        Raises:
            Problem: it can't be run here.
        """
        self._children.append(self._start_child(launch))
        self._write_records()

    def wait_for_child(self, name: str, seconds: float) -> None:
        """Wait until the child is ready.

        Raises:
            Problem: it dies or takes too long.
            Stop: somebody asked us to stop.
        """
        child = self._find_child(name)
        process_launch.wait_until_ready(child.launch, child.process, seconds, self.pause_or_stop)

    def is_child_ready(self, name: str) -> bool:
        """Whether the child lives and is ready."""
        child = self._find_child(name)
        return child.restart_at is None and child.process.poll() is None and child.launch.is_ready()

    def run_to_end(self, launch: ProcessLaunch) -> int:
        """Run a process to its end and give its exit code.

        Raises:
            Stop: somebody asked us to stop; the process is stopped with the rest.
        """
        self.start_child(launch)
        child = self._children[-1]
        while child.process.poll() is None:
            self.pause_or_stop(0.05)
        self._children.remove(child)
        self._write_records()
        return child.process.returncode

    def pause_or_stop(self, seconds: float) -> None:
        """Sleep.

        Raises:
            Stop: somebody asked us to stop.
        """
        if self._asked_to_stop():
            raise StopRequested
        time.sleep(seconds)

    def restart_dead_children(self) -> None:
        """Start again what died, each time after a longer pause.

        Raises:
            Problem: a process died too often in a row.
        """
        now = time.monotonic()
        for child in self._children:
            if child.restart_at is not None:
                if now >= child.restart_at:
                    self._restart_child(child)
            elif child.process.poll() is not None:
                self._schedule_restart(child, now)

    def stop_all(self) -> None:
        """Stop every child, the last started first, each within its patience."""
        while self._children:
            child = self._children.pop()
            if child.restart_at is None and not process_records.stop_recorded_process(child.record):
                self._print_line(
                    f"{child.launch.name} did not stop in {child.launch.stop_timeout_seconds:.0f} seconds and was killed"
                )
            child.process.wait()
            with suppress(
                OSError
            ):  # a full disk keeps nobody running; a stopped process in the list does no harm
                self._write_records()

    def _schedule_restart(self, child: ChildProcess, now: float) -> None:
        process_records.kill_session(child.record)
        child.restarts_in_a_row = (
            1 if now - child.started_at > STABLE_AFTER_SECONDS else child.restarts_in_a_row + 1
        )
        if child.restarts_in_a_row > MAX_RESTARTS_IN_A_ROW:
            raise OperatorError(
                process_launch.describe_exit(child.launch, child.process.returncode)
            )
        pause = min(0.5 * 2 ** (child.restarts_in_a_row - 1), MAX_RESTART_PAUSE_SECONDS)
        child.restart_at = now + pause
        self._print_line(
            f"{child.launch.name} ended ({_describe_exit_code(child.process.returncode)}): starting it again in {pause:g} s"
        )

    def _restart_child(self, child: ChildProcess) -> None:
        new = self._start_child(child.launch)
        child.process, child.record, child.started_at, child.restart_at = (
            new.process,
            new.record,
            new.started_at,
            None,
        )
        self._write_records()

    def _start_child(self, launch: ProcessLaunch) -> ChildProcess:
        process = process_launch.start_process(launch)
        return ChildProcess(
            launch, process, ProcessRecord.from_launch(launch, process.pid), time.monotonic()
        )

    def _find_child(self, name: str) -> ChildProcess:
        return next(child for child in self._children if child.launch.name == name)

    def _write_records(self) -> None:
        process_records.write_records(self._file, [child.record for child in self._children])


def _describe_exit_code(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"code {code}"
