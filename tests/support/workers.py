"""Celery worker processes in tests."""

import os
import subprocess
from collections.abc import Callable

StartWorker = Callable[..., subprocess.Popen[bytes]]
"""Starts a worker, with further arguments for its command, and gives its process."""


def kill_worker(process: subprocess.Popen[bytes]) -> None:
    """Kill a worker and all its children at once."""
    try:
        os.killpg(process.pid, 9)
    except ProcessLookupError:
        return
    process.wait()
