"""The parts that are our own code: what is run for each."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace

from learning.settings import Settings
from ops.data_folder import DataFolder
from ops.embedded import Servers
from ops.launch import Launch
from ops.migrate import PICCOLO_CONF
from ops.supervisor import probe

ALONE = ("--without-mingle", "--without-gossip")  # workers need not know of each other: a second less to start
API, WORKER, BEAT, PREPARE = "API", "worker", "beat", "preparation"


def environment(settings: Settings, servers: Servers) -> dict[str, str]:
    """The environment of our own processes: ours, with every setting spelled out."""
    return {
        **os.environ,
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "HOST": settings.host,
        "PORT": str(settings.port),
        "HEROBREAK_DATA": str(settings.data),
        "HEROBREAK_URL": settings.url,
        "PICCOLO_CONF": PICCOLO_CONF,
        "PYTHONUNBUFFERED": "1",
    }


def api(settings: Settings, folder: DataFolder, variables: Mapping[str, str]) -> Launch:
    """The HTTP server; `API_WORKERS` processes (default: one a core, at most four)."""
    workers = os.environ.get("API_WORKERS") or str(min(os.cpu_count() or 1, 4))
    return Launch(
        name=API,
        argv=(
            *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "api.app:create_app"),
            *("--host", settings.host, "--port", str(settings.port), "--workers", workers, "--no-ws"),
            *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
            # every phone that listens holds a connection: at its usual limit the server would take no more of any kind
            *("--backlog", "4096", "--backpressure", "8192"),
        ),
        log=folder.log("api"),
        environment=variables,
        ready=lambda: probe.ask(settings.host, settings.port, "/api/health/live")[0] == 200,
        patience=15.0,
    )


def worker(folder: DataFolder, variables: Mapping[str, str]) -> Launch:
    """The Celery worker; `WORKER_PROCESSES` at once (default 2). It is ready when it says so in its log."""
    processes = os.environ.get("WORKER_PROCESSES") or "2"
    launch = _celery(WORKER, folder, variables, "worker", "--concurrency", processes, *ALONE, patience=20.0)
    before = launch.log.stat().st_size if launch.log.exists() else 0
    return replace(launch, ready=lambda: b" ready." in launch.log.read_bytes()[before:])


def beat(folder: DataFolder, variables: Mapping[str, str]) -> Launch:
    """The Celery clock."""
    schedule = str(folder.run / "beat-schedule")
    return _celery(BEAT, folder, variables, "beat", "--schedule", schedule, patience=5.0)


def preparation(folder: DataFolder, variables: Mapping[str, str]) -> Launch:
    """Migrations, the shipped pack and the demo, before anything serves. Its lines go to the operator."""
    return Launch(
        name=PREPARE,
        argv=(sys.executable, "-m", "ops.prepare"),
        log=folder.log("prepare"),
        environment=variables,
        ready=lambda: True,
        shown=True,
    )


def _celery(name: str, folder: DataFolder, variables: Mapping[str, str], *arguments: str, patience: float) -> Launch:
    return Launch(
        name=name,
        argv=(sys.executable, "-m", "celery", "-A", "worker.app", *arguments, "--loglevel", "INFO"),
        log=folder.log(name),
        environment=variables,
        ready=lambda: True,
        patience=patience,
    )
