"""A process that we start: how, where it logs, when it is ready, how it is stopped."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ops.operator_errors import OperatorError, describe_full_disk


@dataclass(frozen=True, slots=True)
class ProcessLaunch:
    """Everything needed to start one process again and again.

    `patience` is how many seconds it gets between `stop_signal` and SIGKILL.
    `account` runs in the new process before the program does (see `ops.embedded.account`).
    What a `shown` process prints goes to the operator, not to the log.
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


def start_process(launch: ProcessLaunch) -> subprocess.Popen[bytes]:
    """Start the process in a session of its own, so that Ctrl-C reaches only the one who stops it in order.

    Raises:
        Problem: the program can't be run on this machine.
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
                f"{launch.name} can't be run on this machine ({error}): "
                "remove the folder .venv and start again, or use servers of your own with DATABASE_URL and REDIS_URL."
            ) from error


def wait_until_ready(
    launch: ProcessLaunch,
    process: subprocess.Popen[bytes],
    seconds: float,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Wait for the process to serve; `pause` is called with seconds between looks and may raise to end the waiting.

    Raises:
        Problem: it ended, or was not ready in time; the sentence carries the end of its log.
    """
    deadline = time.monotonic() + seconds
    while not launch.is_ready():
        if process.poll() is not None:
            raise OperatorError(describe_exit(launch, process.returncode))
        if time.monotonic() > deadline:
            raise OperatorError(
                f"{launch.name} was not ready after {seconds:.0f} seconds: see {launch.log}."
            )
        pause(0.02)


def describe_exit(launch: ProcessLaunch, code: int) -> str:
    """Say that a process ended, and show the end of its log."""
    lines = launch.log.read_text(errors="replace").splitlines()[-8:]
    if any("No space left on device" in line for line in lines):
        return describe_full_disk(launch.log.parent)
    tail = "\n".join(f"    {line}" for line in lines)
    return f"{launch.name} ended with code {code}; its log, {launch.log}, ends with:\n{tail}"


def stop_process(launch: ProcessLaunch, process: subprocess.Popen[bytes]) -> bool:
    """Stop the process within its patience; False where it had to be killed."""
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
