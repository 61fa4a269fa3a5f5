"""Real Celery processes on the real broker, for tests to watch, kill and start again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.workers import StartWorker, kill_worker

WORKER_REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def start_worker(database: str, clean_redis: str, tmp_path: Path) -> Iterator[StartWorker]:
    """Start a worker of all queues with a beat inside, in a process group of its own.

    With arguments, they are those of its command, and it has no beat.

    At the end, all workers are killed and their logs are printed; pytest shows them on a failure.
    """
    started: list[subprocess.Popen[bytes]] = []

    def log_of(number: int) -> Path:
        return tmp_path / f"worker-{number}.log"

    def start_celery(*arguments: str) -> subprocess.Popen[bytes]:
        kind = arguments or ("-B", "-s", str(tmp_path / "beat"), "-c", "2")
        command = ["-m", "celery", "-A", "worker.app", "worker", *kind, "-l", "info"]
        environment = {**os.environ, "DATABASE_URL": database, "REDIS_URL": clean_redis}
        with log_of(len(started)).open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=WORKER_REPOSITORY,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield start_celery
    for number, process in enumerate(started):
        kill_worker(process)
        print(log_of(number).read_text(errors="replace")[-5000:])
