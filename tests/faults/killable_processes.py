"""The API and a worker as `make run` starts them. Each can be killed and started again."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import Popen

from learning.settings import parse_settings
from ops import process_launch
from ops.data_folder import DataFolder
from ops.embedded import ServerAddresses, ports
from ops.process_launch import ProcessLaunch
from ops.supervisor import probe, program_launches

START_TIMEOUT_SECONDS = 90.0
"""The time that a start may take on a busy machine."""


@dataclass
class KillableProcess:
    """One process group.

    Its launch is made again for each start, because the check of a worker reads only new log lines.
    """

    make_launch: Callable[[], ProcessLaunch]
    launch: ProcessLaunch | None = None
    process: Popen[bytes] | None = None

    def start_process(self) -> None:
        """Start the process without waiting."""
        self.launch = self.make_launch()
        self.process = process_launch.start_process(self.launch)

    async def wait_until_ready(self) -> None:
        """Wait until the process is ready."""
        assert self.launch is not None
        assert self.process is not None
        await asyncio.to_thread(
            process_launch.wait_until_ready, self.launch, self.process, START_TIMEOUT_SECONDS
        )

    def kill_group(self) -> None:
        """Kill the process and all its children at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop_process(self) -> None:
        """Stop the process in order."""
        if self.launch is not None and self.process is not None:
            process_launch.stop_process(self.launch, self.process)


@dataclass(frozen=True, slots=True)
class RunningProcesses:
    """The API with its URL, and the worker."""

    url: str
    api: KillableProcess
    worker: KillableProcess


@contextmanager
def run_processes(folder: Path, addresses: ServerAddresses) -> Iterator[RunningProcesses]:
    """Run API, workers and beat for as long as the block lasts.

    Beat and the worker of the clock are never killed.
    """
    port = str(ports.find_free_port())
    url = f"http://127.0.0.1:{port}"
    settings = parse_settings({"PORT": port, "HEROBREAK_DATA": str(folder), "HEROBREAK_URL": url})
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    (folder / "run").mkdir(exist_ok=True)
    data, variables = (
        DataFolder(folder),
        program_launches.make_child_environment(settings, addresses),
    )
    variables |= {"API_WORKERS": "1", "WORKER_PROCESSES": "1"}
    os.environ |= {"API_WORKERS": "1", "WORKER_PROCESSES": "1"}
    beat = KillableProcess(lambda: program_launches.make_beat_launch(data, variables))
    clock = KillableProcess(lambda: program_launches.make_clock_launch(data, variables))
    api = KillableProcess(
        lambda: replace(
            program_launches.make_api_launch(settings, data, variables),
            is_ready=_make_ready_check(settings.host, settings.port),
        )
    )
    worker = KillableProcess(lambda: program_launches.make_worker_launch(data, variables))
    processes = (beat, clock, api, worker)
    try:
        for process in processes:
            process.start_process()
        yield RunningProcesses(url, api, worker)
    finally:
        for process in processes:
            process.stop_process()


def _make_ready_check(host: str, port: int) -> Callable[[], bool]:
    return lambda: probe.get_api_path(host, port, "/api/health/live")[0] == 200
