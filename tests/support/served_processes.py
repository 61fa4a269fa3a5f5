"""Run the real `herobreak serve` as a process, in a data folder of a test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from ops.embedded import ports
from ops.supervisor import probe

HEROBREAK_COMMAND = Path(sys.executable).parent / "herobreak"
READY_LINE = "everything up"


@dataclass(slots=True)
class ServedProcess:
    """The supervisor's process, the file of its output, its data folder, and its port."""

    process: subprocess.Popen[bytes]
    output: Path
    data: Path
    port: int

    def read_output(self) -> str:
        return self.output.read_text()

    def wait_for(self, text: str, seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.read_output():
            assert self.process.poll() is None, self.read_output()
            assert time.monotonic() < deadline, f"no {text!r} in {seconds} s:\n{self.read_output()}"
            time.sleep(0.05)

    def get_status(self, path: str) -> int:
        return probe.get_api_path("127.0.0.1", self.port, path)[0]

    def list_processes(self) -> list[psutil.Process]:
        """List the supervisor and all its descendants."""
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def press_ctrl_c(self, seconds: float = 60) -> int:
        """Send the signal of Ctrl-C, wait for the end, and give the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(seconds)


def make_operator_environment(data: Path, port: int, **settings: str) -> dict[str, str]:
    """Make the environment of an operator's shell, without the servers of the tests."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DATABASE_ADMIN_URL", "REDIS_URL"}
    }
    small_setup = {
        "API_WORKERS": "1",
        "WORKER_PROCESSES": "1",
        "HEROBREAK_DEMO": "no",
        "HOST": "127.0.0.1",
    }
    paths = {"HEROBREAK_DATA": str(data), "PORT": str(port)}
    return {**inherited, **small_setup, **paths, **settings}


@contextmanager
def run_herobreak(
    data: Path, output: Path, *, port: int = 0, wait_until_ready: bool = True, **settings: str
) -> Iterator[ServedProcess]:
    """Run `herobreak serve` for as long as the block lasts.

    With `wait_until_ready` the block begins when all processes are ready.
    """
    port = port or ports.find_free_port()
    with output.open("wb") as file:
        process = subprocess.Popen(
            [HEROBREAK_COMMAND, "serve"],
            env=make_operator_environment(data, port, **settings),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = ServedProcess(process, output, data, port)
    try:
        if wait_until_ready:
            running.wait_for(READY_LINE)
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(60)


def run_refused_start(data: Path, *, prefix: tuple[str, ...] = (), **settings: str) -> str:
    """Run `herobreak serve` where it can't start, and give what it prints on standard error.

    The exit code must be 1, and there must be no traceback.
    """
    port = settings.pop("PORT", "") or str(ports.find_free_port())
    result = subprocess.run(
        [*prefix, HEROBREAK_COMMAND, "serve"],
        env=make_operator_environment(data, 0, **settings) | {"PORT": port},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr
