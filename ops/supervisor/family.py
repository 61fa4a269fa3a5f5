"""The processes of one run: started in order, started again when they die, stopped in reverse order."""

import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ops import launch as launching
from ops.launch import Launch
from ops.problems import Problem
from ops.supervisor import records
from ops.supervisor.records import Record

MOST_DEATHS = 5  # in a row; one that lived `LONG_LIFE` seconds starts counting afresh
LONG_LIFE = 60.0
LONGEST_PAUSE = 10.0


class Stop(Exception):  # noqa: N818 - not an error: somebody asked us to stop
    """Ctrl-C, SIGTERM or a closed terminal."""


@dataclass(slots=True)
class Child:
    """A process that must live; times are those of `time.monotonic`."""

    launch: Launch
    process: subprocess.Popen[bytes]
    record: Record
    started: float
    deaths: int = 0
    again_at: float | None = None


class Family:
    """All children. `say` tells the operator one line; `asked_to_stop` is looked at while waiting."""

    def __init__(self, file: Path, say: Callable[[str], None], asked_to_stop: Callable[[], bool]) -> None:
        self._file = file
        self._say = say
        self._asked_to_stop = asked_to_stop
        self._children: list[Child] = []

    def start(self, launch: Launch) -> None:
        """Start a process that must live.

        Raises:
            Problem: it can't be run here.
        """
        self._children.append(self._started(launch))
        self._write()

    def wait(self, name: str, seconds: float) -> None:
        """Wait until the child is ready.

        Raises:
            Problem: it dies or takes too long.
            Stop: somebody asked us to stop.
        """
        child = self._named(name)
        launching.wait_until_ready(child.launch, child.process, seconds, self.pause)

    def ready(self, name: str) -> bool:
        """Whether the child lives and is ready."""
        child = self._named(name)
        return child.again_at is None and child.process.poll() is None and child.launch.ready()

    def run(self, launch: Launch) -> int:
        """Run a process to its end and give its exit code.

        Raises:
            Stop: somebody asked us to stop; the process is stopped with the rest.
        """
        self.start(launch)
        child = self._children[-1]
        while child.process.poll() is None:
            self.pause(0.05)
        self._children.remove(child)
        self._write()
        return child.process.returncode

    def pause(self, seconds: float) -> None:
        """Sleep.

        Raises:
            Stop: somebody asked us to stop.
        """
        if self._asked_to_stop():
            raise Stop
        time.sleep(seconds)

    def look_after(self) -> None:
        """Start again what died, each time after a longer pause.

        Raises:
            Problem: a process died too often in a row.
        """
        now = time.monotonic()
        for child in self._children:
            if child.again_at is not None:
                if now >= child.again_at:
                    self._restart(child)
            elif child.process.poll() is not None:
                self._mourn(child, now)

    def stop_all(self) -> None:
        """Stop every child, the last started first, each within its patience."""
        while self._children:
            child = self._children.pop()
            if child.again_at is None and not records.stop(child.record):
                self._say(f"{child.launch.name} did not stop in {child.launch.patience:.0f} seconds and was killed")
            child.process.wait()
            with suppress(OSError):  # a full disk keeps nobody running; a stopped process in the list does no harm
                self._write()

    def _mourn(self, child: Child, now: float) -> None:
        records.sweep(child.record)
        child.deaths = 1 if now - child.started > LONG_LIFE else child.deaths + 1
        if child.deaths > MOST_DEATHS:
            raise Problem(launching.died(child.launch, child.process.returncode))
        pause = min(0.5 * 2 ** (child.deaths - 1), LONGEST_PAUSE)
        child.again_at = now + pause
        self._say(f"{child.launch.name} ended ({_why(child.process.returncode)}): starting it again in {pause:g} s")

    def _restart(self, child: Child) -> None:
        new = self._started(child.launch)
        child.process, child.record, child.started, child.again_at = new.process, new.record, new.started, None
        self._write()

    def _started(self, launch: Launch) -> Child:
        process = launching.start(launch)
        return Child(launch, process, Record.of(launch, process.pid), time.monotonic())

    def _named(self, name: str) -> Child:
        return next(child for child in self._children if child.launch.name == name)

    def _write(self) -> None:
        records.write(self._file, [child.record for child in self._children])


def _why(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"code {code}"
