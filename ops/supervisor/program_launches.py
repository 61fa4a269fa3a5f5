"""How the processes of our own code are started: API, worker, beat and preparation."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from api.process_heartbeat import HEARTBEAT_FOLDER_VARIABLE
from learning.metrics import METRICS_FOLDER_VARIABLE
from learning.settings import Settings
from learning.task_queues import CLOCK_QUEUE, JOB_QUEUE
from ops.data_folder import DataFolder
from ops.embedded import ServerAddresses
from ops.migrate import PICCOLO_CONF_MODULE
from ops.process_launch import ProcessLaunch
from ops.supervisor import probe
from ops.supervisor.heartbeats import has_fresh_heartbeat

CELERY_WORKER_OPTIONS = ("--without-mingle", "--without-gossip")
"""The workers do not need to know each other. Without it they start a second earlier."""
ADMIN_PREFIX = "DATABASE_ADMIN_"
"""The variables of the administrator's account begin so: its address, its password, their files."""
API_PROCESS = "API"
WORKER_PROCESS = "worker"
CLOCK_PROCESS = "clock"
BEAT_PROCESS = "beat"
PREPARATION_PROCESS = "preparation"


def make_child_environment(
    settings: Settings, servers: ServerAddresses, metrics_folder: Path | None = None
) -> dict[str, str]:
    """Make the environment of our own processes: that of this process, with every setting set.

    With `metrics_folder` they count there for Prometheus. The administrator's address of the
    database is left out: API and workers must not have it.
    """
    inherited = {
        name: text for name, text in os.environ.items() if not name.startswith(ADMIN_PREFIX)
    }
    return {
        **inherited,
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "HOST": settings.host,
        "PORT": str(settings.port),
        "HEROBREAK_DATA": str(settings.data),
        "HEROBREAK_URL": settings.url,
        "HEROBREAK_METRICS_TOKEN": settings.metrics_token,
        "PICCOLO_CONF": PICCOLO_CONF_MODULE,
        "PYTHONUNBUFFERED": "1",
        **({METRICS_FOLDER_VARIABLE: str(metrics_folder)} if metrics_folder else {}),
    }


def make_api_launch(
    settings: Settings, folder: DataFolder, variables: Mapping[str, str]
) -> ProcessLaunch:
    """Make the launch of the HTTP server.

    It has `API_WORKERS` processes. The default is one per core and at most four.
    """
    workers = os.environ.get("API_WORKERS") or str(min(os.cpu_count() or 1, 4))
    return ProcessLaunch(
        name=API_PROCESS,
        argv=(
            *(
                sys.executable,
                "-m",
                "granian",
                "--interface",
                "asgi",
                "--factory",
                "api.app:create_app",
            ),
            *(
                "--host",
                settings.host,
                "--port",
                str(settings.port),
                "--workers",
                workers,
                "--no-ws",
            ),
            *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
            # Every phone that listens for hints holds a connection. With the default limit of
            # connections the server would soon accept no further request.
            *("--backlog", "4096", "--backpressure", "8192"),
        ),
        log=folder.get_log_file("api"),
        environment={**variables, HEARTBEAT_FOLDER_VARIABLE: str(folder.heartbeat_folder)},
        is_ready=lambda: (
            probe.get_api_path(settings.host, settings.port, "/api/health/live")[0] == 200
        ),
        stop_timeout_seconds=15.0,
        is_served_by=lambda pid: has_fresh_heartbeat(folder.heartbeat_folder, pid),
    )


def make_worker_launch(folder: DataFolder, variables: Mapping[str, str]) -> ProcessLaunch:
    """Make the launch of the Celery worker with `WORKER_PROCESSES` processes (default 2).

    It is ready when its log says so.
    """
    processes = os.environ.get("WORKER_PROCESSES") or "2"
    launch = _make_celery_launch(
        WORKER_PROCESS,
        folder,
        variables,
        "worker",
        "--queues",
        JOB_QUEUE,
        "--concurrency",
        processes,
        *CELERY_WORKER_OPTIONS,
        stop_timeout_seconds=20.0,
    )
    return _wait_for_ready_line(launch)


def make_clock_launch(folder: DataFolder, variables: Mapping[str, str]) -> ProcessLaunch:
    """Make the launch of the Celery worker for the tasks of the clock: one process.

    It never waits for jobs. It is ready when its log says so.
    """
    launch = _make_celery_launch(
        CLOCK_PROCESS,
        folder,
        variables,
        "worker",
        "--queues",
        CLOCK_QUEUE,
        "--pool",
        "solo",
        "--hostname",
        "clock@%h",
        *CELERY_WORKER_OPTIONS,
        stop_timeout_seconds=10.0,
    )
    return _wait_for_ready_line(launch)


def _wait_for_ready_line(launch: ProcessLaunch) -> ProcessLaunch:
    log_start = launch.log.stat().st_size if launch.log.exists() else 0
    return replace(launch, is_ready=lambda: b" ready." in launch.log.read_bytes()[log_start:])


def make_beat_launch(folder: DataFolder, variables: Mapping[str, str]) -> ProcessLaunch:
    """Make the launch of Celery beat, which starts the periodic tasks."""
    schedule = str(folder.run_folder / "beat-schedule")
    return _make_celery_launch(
        BEAT_PROCESS, folder, variables, "beat", "--schedule", schedule, stop_timeout_seconds=5.0
    )


def make_preparation_launch(
    folder: DataFolder, variables: Mapping[str, str], admin_url: str
) -> ProcessLaunch:
    """Make the launch of `ops.prepare`, which runs before anything serves.

    It alone has the administrator's address of the database. The operator sees its lines.
    """
    return ProcessLaunch(
        name=PREPARATION_PROCESS,
        argv=(sys.executable, "-m", "ops.prepare"),
        log=folder.get_log_file("prepare"),
        environment={**variables, "DATABASE_ADMIN_URL": admin_url},
        is_ready=lambda: True,
        shown_to_operator=True,
    )


def _make_celery_launch(
    name: str,
    folder: DataFolder,
    variables: Mapping[str, str],
    *arguments: str,
    stop_timeout_seconds: float,
) -> ProcessLaunch:
    return ProcessLaunch(
        name=name,
        argv=(sys.executable, "-m", "celery", "-A", "worker.app", *arguments, "--loglevel", "INFO"),
        log=folder.get_log_file(name),
        environment=variables,
        is_ready=lambda: True,
        stop_timeout_seconds=stop_timeout_seconds,
    )
