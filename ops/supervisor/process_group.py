"""The processes of one run.

They are started in order, started again when they die, and stopped in reverse order. No process
ends the run: whatever happens to one, the others go on, and it is started again and again.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ops import process_launch
from ops.operator_errors import OperatorError
from ops.process_launch import ProcessLaunch
from ops.supervisor import process_records
from ops.supervisor.child_process import ChildProcess, calculate_restart_pause, make_exit_cause
from ops.terminal_messages import render_for_terminal

RESTARTS_BEFORE_LOG = 5
"""After so many ends in a row the operator is shown the end of the log, once."""


class StopRequested(Exception):  # noqa: N818 - it is no error
    """Ctrl-C, SIGTERM or a closed terminal."""


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
        self._children.append(ChildProcess.start(launch))
        self._write_records()

    def wait_for_child(self, name: str, seconds: float) -> None:
        """Wait until the child is ready. If its data cannot be loaded, it begins with none.

        Raises:
            OperatorError: the child died or took too long.
            StopRequested: a stop was requested.
        """
        child = self._find_child(name)
        try:
            process_launch.wait_until_ready(
                child.launch, child.process, seconds, self.pause_or_stop
            )
        except OperatorError:
            if not self._mend_data(child):
                raise
            self._restart_child(child)
            process_launch.wait_until_ready(
                child.launch, child.process, seconds, self.pause_or_stop
            )
        child.was_ready = True

    def is_child_ready(self, name: str) -> bool:
        """Whether the child is alive and ready."""
        child = self._find_child(name)
        return child.restart_at is None and child.process.poll() is None and child.launch.is_ready()

    def find_session(self, name: str) -> int:
        """Give the number of the session of the child and its own children."""
        return self._find_child(name).record.pid

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
        """Start dead children again. The pause before a restart doubles from 0.5 to 30 seconds."""
        now = time.monotonic()
        for child in self._children:
            if child.restart_at is not None:
                if now >= child.restart_at:
                    self._restart_child(child)
            elif child.process.poll() is not None:
                self._schedule_restart(child, now)
            elif child.predecessor and child.has_taken_over(now):
                process_records.stop_session(child.predecessor)
                child.predecessor = None
                self._write_records()

    def stop_all(self) -> None:
        """Stop every child, the last started first. Kill a child that does not stop in time."""
        while self._children:
            child = self._children.pop()
            if child.predecessor:
                process_records.stop_session(child.predecessor)
            if child.restart_at is None and not process_records.stop_recorded_process(child.record):
                self._print(
                    "operator.process_killed",
                    name=child.launch.name,
                    seconds=child.launch.stop_timeout_seconds,
                )
            child.process.wait()
            # A full disk must not stop the stopping. A record of a stopped process does no harm.
            with suppress(OSError):
                self._write_records()

    def _schedule_restart(self, child: ChildProcess, now: float) -> None:
        is_replaced = child.keeps_serving()
        if is_replaced:
            child.predecessor = child.predecessor or child.record
        else:
            process_records.kill_session(child.record)
        was_mended = self._mend_data(child)
        child.count_end(now)
        pause = 0.0 if is_replaced or was_mended else calculate_restart_pause(child.ends_in_a_row)
        child.restart_at = now + pause
        self._print(
            "operator.process_restarting",
            name=child.launch.name,
            cause=make_exit_cause(child.process.returncode),
            seconds=pause,
        )
        if child.ends_in_a_row == RESTARTS_BEFORE_LOG:
            problem = process_launch.make_exit_error(child.launch, child.process.returncode)
            self._print_line(str(problem))

    def _mend_data(self, child: ChildProcess) -> bool:
        """Set aside the data of a process that ended before it was ready, if that is the cause."""
        mend_data = child.launch.mend_data
        if child.was_ready or mend_data is None or (place := mend_data()) is None:
            return False
        self._print("operator.data_set_aside", name=child.launch.name, place=place)
        return True

    def _restart_child(self, child: ChildProcess) -> None:
        """Start a process again. One that cannot be started now is tried later."""
        try:
            child.replace_by(ChildProcess.start(child.launch))
        except OperatorError as problem:
            child.ends_in_a_row += 1
            child.restart_at = time.monotonic() + calculate_restart_pause(child.ends_in_a_row)
            self._print_line(str(problem))
            return
        self._write_records()

    def _find_child(self, name: str) -> ChildProcess:
        return next(child for child in self._children if child.launch.name == name)

    def _write_records(self) -> None:
        records = [
            record
            for child in self._children
            for record in (child.predecessor, child.record)
            if record
        ]
        process_records.write_records(self._file, records)

    def _print(self, code: str, /, **values: object) -> None:
        self._print_line(render_for_terminal(code, **values))
