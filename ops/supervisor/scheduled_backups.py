"""Back up every `HEROBREAK_BACKUP_HOURS`, in a process of its own, while Herobreak serves."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import psutil

from learning.settings import Settings
from ops import process_launch
from ops.backup.rotation import is_backup_due
from ops.data_folder import DataFolder
from ops.embedded import ServerAddresses
from ops.operator_errors import OperatorError
from ops.process_launch import ProcessLaunch

LOOK_INTERVAL_SECONDS = 60.0
RETRY_MINUTES = 15

PrintProgress = Callable[..., None]


class ScheduledBackups:
    """Starts `herobreak backup` when the newest backup is old enough. One runs at a time.

    A failed one is reported to the operator and tried again later. Nothing else waits for it.
    """

    def __init__(
        self,
        settings: Settings,
        folder: DataFolder,
        variables: Mapping[str, str],
        servers: ServerAddresses,
        print_progress: PrintProgress,
    ) -> None:
        self._settings = settings
        self._print_progress = print_progress
        self._process: subprocess.Popen[bytes] | None = None
        self._look_at = time.monotonic()
        self._launch = ProcessLaunch(
            name="backup",
            argv=(
                *(sys.executable, "-m", "ops.backup"),
                *("--keep", str(settings.backups_kept)),
            ),
            log=folder.get_log_file("backup"),
            environment={**variables, "DATABASE_ADMIN_URL": servers.admin_url},
            is_ready=lambda: True,
        )

    def start_if_due(self) -> None:
        """Start a backup if one is due, and report one that has failed."""
        if self._process is not None and self._process.poll() is not None:
            self._finish(self._process.returncode)
        now = time.monotonic()
        if self._process is not None or not self._settings.backup_hours or now < self._look_at:
            return
        self._look_at = now + LOOK_INTERVAL_SECONDS
        if is_backup_due(self._settings.backups, self._settings.backup_hours, datetime.now(UTC)):
            self._start()

    def stop(self) -> None:
        """Stop a backup that runs: without pg_dump it ends, and deletes its unfinished file."""
        if self._process is None:
            return
        with suppress(psutil.NoSuchProcess):
            for program in psutil.Process(self._process.pid).children(recursive=True):
                program.terminate()
        try:
            self._process.wait(self._launch.stop_timeout_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        try:
            self._process = process_launch.start_process(self._launch)
        except (OperatorError, OSError):
            self._finish(1)

    def _finish(self, exit_code: int) -> None:
        self._process = None
        if exit_code:
            self._look_at = time.monotonic() + 60 * RETRY_MINUTES
            self._print_progress(
                "operator.backup_not_made", log=self._launch.log, minutes=RETRY_MINUTES
            )


@contextmanager
def run_scheduled_backups(
    settings: Settings,
    folder: DataFolder,
    variables: Mapping[str, str],
    servers: ServerAddresses,
    print_progress: PrintProgress,
) -> Iterator[ScheduledBackups]:
    """Give the scheduled backups for as long as the block lasts."""
    backups = ScheduledBackups(settings, folder, variables, servers, print_progress)
    try:
        yield backups
    finally:
        backups.stop()
