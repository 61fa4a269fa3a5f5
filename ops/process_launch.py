"""How one process is started, where it logs, when it is ready, and how it is stopped."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ops.operator_errors import OperatorError, make_full_disk_error

LOG_TAIL_LINES = 8
"""Lines of a log that are shown when its process has ended."""


@dataclass(frozen=True, slots=True)
class ProcessLaunch:
    """Everything needed to start one process again and again.

    The process has `stop_timeout_seconds` between `stop_signal` and SIGKILL. `enter_account` runs
    in the new process before the program does (see `ops.embedded.account`). With
    `shown_to_operator` the process prints to the terminal instead of the log.
    `mend_data` is asked when the process has ended before it was ready. It sets aside files that
    cannot be loaded, and returns their new place; None if they are not the cause.
    `is_served_by` says whether the process with this number and its children serve by themselves.
    A process that has it can end while its children go on: they are replaced before they stop.
    """

    name: str
    argv: tuple[str, ...]
    log: Path
    environment: Mapping[str, str]
    is_ready: Callable[[], bool]
    stop_signal: signal.Signals = signal.SIGTERM
    stop_timeout_seconds: float = 10.0
    enter_account: Callable[[], None] | None = None
    shown_to_operator: bool = False
    mend_data: Callable[[], Path | None] | None = None
    is_served_by: Callable[[int], bool] | None = None


def start_process(launch: ProcessLaunch) -> subprocess.Popen[bytes]:
    """Start the process in a session of its own.

    Ctrl-C then reaches only the supervisor, which stops the processes in order.

    Raises:
        OperatorError: the program can't be run on this machine.
    """
    with launch.log.open("ab") as log:
        try:
            return subprocess.Popen(
                launch.argv,
                stdin=subprocess.DEVNULL,
                stdout=None if launch.shown_to_operator else log,
                stderr=None if launch.shown_to_operator else subprocess.STDOUT,
                env=dict(launch.environment),
                start_new_session=True,
                preexec_fn=launch.enter_account,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise OperatorError(
                "operator.program_not_runnable", name=launch.name, reason=error
            ) from error


def wait_until_ready(
    launch: ProcessLaunch,
    process: subprocess.Popen[bytes],
    seconds: float,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Wait until the process serves.

    `pause` is called with a number of seconds between two checks. It may raise to end the wait.

    Raises:
        OperatorError: the process ended (the message shows the end of its log), or it was not ready
            in time.
    """
    deadline = time.monotonic() + seconds
    while not launch.is_ready():
        if process.poll() is not None:
            raise make_exit_error(launch, process.returncode)
        if time.monotonic() > deadline:
            raise OperatorError(
                "operator.process_not_ready", name=launch.name, seconds=seconds, log=launch.log
            )
        pause(0.02)


def make_exit_error(launch: ProcessLaunch, exit_code: int) -> OperatorError:
    """Make the error that says that a process ended, and shows the last lines of its log."""
    lines = read_log_tail(launch)
    if any("No space left on device" in line for line in lines):
        return make_full_disk_error(launch.log.parent)
    return OperatorError(
        "operator.process_ended",
        name=launch.name,
        exit_code=exit_code,
        log=launch.log,
        tail="\n".join(f"    {line}" for line in lines),
    )


def read_log_tail(launch: ProcessLaunch) -> list[str]:
    """Read the last `LOG_TAIL_LINES` lines of the log of a process."""
    return launch.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]


def stop_process(launch: ProcessLaunch, process: subprocess.Popen[bytes]) -> bool:
    """Stop the process. Return False if it did not stop in time and was killed."""
    if process.poll() is not None:
        return True
    process.send_signal(launch.stop_signal)
    try:
        process.wait(launch.stop_timeout_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
    return True
