"""The processes of one run.

They are started in order, started again when they die, and stopped in reverse order.
"""

import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ops import process_launch
from ops.process_launch import ProcessLaunch
from ops.supervisor import process_records
from ops.supervisor.process_records import ProcessRecord
from ops.terminal_messages import nest_message, render_for_terminal

MAX_RESTARTS_IN_A_ROW = 5
"""A process that lived `STABLE_AFTER_SECONDS` is counted from zero again."""
STABLE_AFTER_SECONDS = 60.0
MAX_RESTART_PAUSE_SECONDS = 10.0


class StopRequested(Exception):  # noqa: N818 - it is no error
    """Ctrl-C, SIGTERM or a closed terminal."""


@dataclass(slots=True)
class ChildProcess:
    """A process that must stay alive. Times are those of `time.monotonic`."""

    launch: ProcessLaunch
    process: subprocess.Popen[bytes]
    record: ProcessRecord
    started_at: float
    restarts_in_a_row: int = 0
    restart_at: float | None = None


class ProcessGroup:
    """All child processes.

    `print_line` shows the operator one line. `asked_to_stop` is called again and again during
    every wait.
    """

    def __init__(
        self, file: Path, print_line: Callable[[str], None], asked_to_stop: Callable[[], bool]
    ) -> None:
        self._file = file
        self._print_line = print_line
        self._asked_to_stop = asked_to_stop
        self._children: list[ChildProcess] = []

    def start_child(self, launch: ProcessLaunch) -> None:
        """Start a process that must stay alive.

        Raises:
            OperatorError: the program can't be run on this machine.
        """
        self._children.append(self._start_child(launch))
        self._write_records()

    def wait_for_child(self, name: str, seconds: float) -> None:
        """Wait until the child is ready.

        Raises:
            OperatorError: the child died or took too long.
            StopRequested: a stop was requested.
        """
        child = self._find_child(name)
        process_launch.wait_until_ready(child.launch, child.process, seconds, self.pause_or_stop)

    def is_child_ready(self, name: str) -> bool:
        """Whether the child is alive and ready."""
        child = self._find_child(name)
        return child.restart_at is None and child.process.poll() is None and child.launch.is_ready()

    def run_to_end(self, launch: ProcessLaunch) -> int:
        """Run a process to its end and give its exit code.

        Raises:
            StopRequested: a stop was requested. `stop_all` stops the process, too.
        """
        self.start_child(launch)
        child = self._children[-1]
        while child.process.poll() is None:
            self.pause_or_stop(0.05)
        self._children.remove(child)
        self._write_records()
        return child.process.returncode

    def pause_or_stop(self, seconds: float) -> None:
        """Sleep for some seconds.

        Raises:
            StopRequested: a stop was requested.
        """
        if self._asked_to_stop():
            raise StopRequested
        time.sleep(seconds)

    def restart_dead_children(self) -> None:
        """Start dead children again. The pause before a restart doubles from 0.5 to 10 seconds.

        Raises:
            OperatorError: a process died too often in a row.
        """
        now = time.monotonic()
        for child in self._children:
            if child.restart_at is not None:
                if now >= child.restart_at:
                    self._restart_child(child)
            elif child.process.poll() is not None:
                self._schedule_restart(child, now)

    def stop_all(self) -> None:
        """Stop every child, the last started first. Kill a child that does not stop in time."""
        while self._children:
            child = self._children.pop()
            if child.restart_at is None and not process_records.stop_recorded_process(child.record):
                self._print_line(
                    render_for_terminal(
                        "operator.process_killed",
                        name=child.launch.name,
                        seconds=child.launch.stop_timeout_seconds,
                    )
                )
            child.process.wait()
            # A full disk must not stop the stopping. A record of a stopped process does no harm.
            with suppress(OSError):
                self._write_records()

    def _schedule_restart(self, child: ChildProcess, now: float) -> None:
        process_records.kill_session(child.record)
        child.restarts_in_a_row = (
            1 if now - child.started_at > STABLE_AFTER_SECONDS else child.restarts_in_a_row + 1
        )
        if child.restarts_in_a_row > MAX_RESTARTS_IN_A_ROW:
            raise process_launch.make_exit_error(child.launch, child.process.returncode)
        pause = min(0.5 * 2 ** (child.restarts_in_a_row - 1), MAX_RESTART_PAUSE_SECONDS)
        child.restart_at = now + pause
        self._print_line(
            render_for_terminal(
                "operator.process_restarting",
                name=child.launch.name,
                cause=_make_exit_cause(child.process.returncode),
                seconds=pause,
            )
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


def _make_exit_cause(exit_code: int) -> object:
    """Give the name of the signal that ended a process, else a message with its exit code."""
    if exit_code < 0:
        return signal.Signals(-exit_code).name
    return nest_message("operator.process_exit_code", exit_code=exit_code)
