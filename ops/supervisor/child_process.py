"""One process that must stay alive, and how long to wait before it is started again."""

import signal
import subprocess
import time
from dataclasses import dataclass

from ops import process_launch
from ops.process_launch import ProcessLaunch
from ops.supervisor.process_records import ProcessRecord
from ops.terminal_messages import nest_message

STABLE_AFTER_SECONDS = 60.0
"""A process that lived so long is counted from zero again."""
FIRST_RESTART_PAUSE_SECONDS = 0.5
MAX_RESTART_PAUSE_SECONDS = 30.0
TAKE_OVER_TIMEOUT_SECONDS = 60.0
"""How long the children of a dead process may go on while its replacement does not serve."""


@dataclass(slots=True)
class ChildProcess:
    """A process that must stay alive. Times are those of `time.monotonic`.

    `predecessor` is a dead process whose own children still serve, until this one does.
    """

    launch: ProcessLaunch
    process: subprocess.Popen[bytes]
    record: ProcessRecord
    started_at: float
    ends_in_a_row: int = 0
    restart_at: float | None = None
    was_ready: bool = False
    predecessor: ProcessRecord | None = None

    @classmethod
    def start(cls, launch: ProcessLaunch) -> "ChildProcess":
        """Start a process.

        Raises:
            OperatorError: the program can't be run on this machine.
        """
        process = process_launch.start_process(launch)
        record = ProcessRecord.from_launch(launch, process.pid)
        return cls(launch, process, record, time.monotonic())

    def replace_by(self, new: "ChildProcess") -> None:
        """Take the place of the process that has ended."""
        self.process, self.record, self.started_at = new.process, new.record, new.started_at
        self.restart_at, self.was_ready = None, False

    def count_end(self, now: float) -> None:
        """Count one more end in a row. After a stable time the count begins again."""
        is_stable = now - self.started_at > STABLE_AFTER_SECONDS
        self.ends_in_a_row = 1 if is_stable else self.ends_in_a_row + 1

    def keeps_serving(self) -> bool:
        """Say whether the process has ended and its own children still serve."""
        is_served_by = self.launch.is_served_by
        return is_served_by is not None and is_served_by(self.record.pid)

    def has_taken_over(self, now: float) -> bool:
        """Say whether this process serves in place of its predecessor, or had time enough to."""
        return self.keeps_serving() or now - self.started_at > TAKE_OVER_TIMEOUT_SECONDS


def calculate_restart_pause(ends_in_a_row: int) -> float:
    """Return the seconds before the next start. They double with each end, up to a longest."""
    doublings = min(ends_in_a_row - 1, 16)
    return min(FIRST_RESTART_PAUSE_SECONDS * 2.0**doublings, MAX_RESTART_PAUSE_SECONDS)


def make_exit_cause(exit_code: int) -> object:
    """Give the name of the signal that ended a process, else a message with its exit code."""
    if exit_code < 0:
        return signal.Signals(-exit_code).name
    return nest_message("operator.process_exit_code", exit_code=exit_code)
