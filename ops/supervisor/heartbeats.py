"""Heartbeats of the API's processes: files in one folder, named after the number of the process.

Each process writes the monotonic time of the machine from its event loop. A process that has
stopped, or whose loop stands still, writes no more.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ops.supervisor.process_records import get_session_id

HEARTBEAT_TIMEOUT_SECONDS = 8.0
"""A process without a heartbeat for so long is killed. Those that manage it start it again."""
MAX_WATCH_GAP_SECONDS = 2.0
"""If the supervisor itself did not run for so long, the machine stood still, and nobody is late."""


class HeartbeatWatch:
    """Kills the processes of a session that hang. `folder` has the heartbeats of all sessions."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True, mode=0o700)
        self._folder = folder
        self._checked_at = self._forgiven_at = time.monotonic()

    def kill_hung_processes(self, session: int) -> list[int]:
        """Kill the processes that hang, and delete the heartbeats of ended ones.

        Returns the numbers of the killed processes.
        """
        now = time.monotonic()
        if now - self._checked_at > MAX_WATCH_GAP_SECONDS:
            self._forgiven_at = now
        self._checked_at = now
        killed = []
        for pid, beat_at in _read_heartbeats(self._folder):
            owner = get_session_id(pid)
            if owner == -1:
                (self._folder / str(pid)).unlink(missing_ok=True)
            elif owner == session and now - max(beat_at, self._forgiven_at) > (
                HEARTBEAT_TIMEOUT_SECONDS
            ):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                killed.append(pid)
        return killed


def has_fresh_heartbeat(folder: Path, session: int) -> bool:
    """Say whether a process of a session has shown lately that it serves."""
    oldest = time.monotonic() - HEARTBEAT_TIMEOUT_SECONDS
    return any(
        beat_at >= oldest and get_session_id(pid) == session
        for pid, beat_at in _read_heartbeats(folder)
    )


def _read_heartbeats(folder: Path) -> Iterator[tuple[int, float]]:
    """Give number and time of each process. A file that is just being written is left out."""
    for file in folder.glob("*"):
        with suppress(OSError, ValueError):
            yield int(file.name), float(file.read_text())
