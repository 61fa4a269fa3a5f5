"""A Herobreak that really runs, as a process of its own, in a data folder of a test's own."""

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

HEROBREAK = Path(sys.executable).parent / "herobreak"
READY = "everything up"


@dataclass(slots=True)
class Served:
    """The supervisor's process, what it prints (in `output`), and where it serves."""

    process: subprocess.Popen[bytes]
    output: Path
    data: Path
    port: int

    def printed(self) -> str:
        return self.output.read_text()

    def wait_for(self, text: str, seconds: float = 90) -> None:
        until = time.monotonic() + seconds
        while text not in self.printed():
            assert self.process.poll() is None, self.printed()
            assert time.monotonic() < until, f"no {text!r} in {seconds} s:\n{self.printed()}"
            time.sleep(0.05)

    def ask(self, path: str) -> int:
        return probe.ask("127.0.0.1", self.port, path)[0]

    def family(self) -> list[psutil.Process]:
        """The supervisor and every process it has started, their own children too."""
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def ctrl_c(self, seconds: float = 60) -> int:
        """Press Ctrl-C in its terminal and wait for its end; the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(seconds)


def environment(data: Path, port: int, **settings: str) -> dict[str, str]:
    """What an operator's shell has: nothing of the tests' own servers."""
    clean = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    small = {"API_WORKERS": "1", "WORKER_PROCESSES": "1", "HEROBREAK_DEMO": "no", "HOST": "127.0.0.1"}
    return {**clean, **small, "HEROBREAK_DATA": str(data), "PORT": str(port), **settings}


@contextmanager
def served(data: Path, output: Path, *, port: int = 0, ready: bool = True, **settings: str) -> Iterator[Served]:
    """Run `herobreak serve`; wait until everything is up where `ready`; leave nothing running."""
    port = port or ports.free()
    with output.open("wb") as file:
        process = subprocess.Popen(
            [HEROBREAK, "serve"],
            env=environment(data, port, **settings),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = Served(process, output, data, port)
    try:
        if ready:
            running.wait_for(READY)
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(60)


def refused(data: Path, *, before: tuple[str, ...] = (), **settings: str) -> str:
    """Run `herobreak serve` where it can't start; what it says. Exit code 1, one sentence, no traceback."""
    port = settings.pop("PORT", "") or str(ports.free())
    done = subprocess.run(
        [*before, HEROBREAK, "serve"],
        env=environment(data, 0, **settings) | {"PORT": port},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr
