"""`/metrics`: what all processes have counted, and how the whole system is at this moment."""

import asyncio
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from litestar import Response, get
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from api.identity import read_clock
from api.operator_token import require_operator_token
from api.redis_state import RedisState, load_redis_state
from api.strict_requests import StrictRequest
from learning.metrics import METRICS_FOLDER_VARIABLE
from learning.queries.jobs.health import DATABASE_AWAY_ERRORS, HEALTH_DATABASE_TIMEOUT_SECONDS
from learning.queries.jobs.system_state import SystemState, load_system_state
from learning.settings import Settings


class StateCollector(Collector):
    """The gauges of one moment. None: the server did not answer."""

    def __init__(self, database: SystemState | None, redis: RedisState | None, data: Path) -> None:
        self._database, self._redis, self._data = database, redis, data

    def collect(self) -> Iterable[Metric]:
        """Give all gauges."""
        yield _make_gauge("database_up", "1 if PostgreSQL answers.", self._database is not None)
        yield _make_gauge("redis_up", "1 if Redis answers.", self._redis is not None)
        if self._database:
            yield from _list_database_gauges(self._database)
        if self._redis:
            yield from _list_redis_gauges(self._redis)
        yield from _list_disk_gauges(self._data)


@get("/metrics", include_in_schema=False, guards=[require_operator_token])
async def report_metrics(request: StrictRequest) -> Response[bytes]:
    """Answer Prometheus, which sends the operator's token. Every process gives the same answer."""
    settings: Settings = request.app.state.settings
    collector = StateCollector(
        await _try_to_load_state(), await load_redis_state(settings.redis_url), settings.data
    )
    # The files of all processes are read on another thread.
    text = await asyncio.to_thread(_render_metrics, collector)
    return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _try_to_load_state() -> SystemState | None:
    try:
        async with asyncio.timeout(HEALTH_DATABASE_TIMEOUT_SECONDS):
            return await load_system_state(read_clock())
    except DATABASE_AWAY_ERRORS:
        return None


def _render_metrics(collector: StateCollector) -> bytes:
    registry = CollectorRegistry()
    registry.register(collector)
    if os.environ.get(METRICS_FOLDER_VARIABLE):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(REGISTRY)


def _list_database_gauges(state: SystemState) -> Iterable[Metric]:
    yield _make_gauge("due_jobs", "Jobs that are due and not done.", state.due_jobs)
    yield _make_gauge(
        "oldest_due_job_seconds",
        "Age of the oldest of them; 0 without one.",
        state.oldest_due_job_seconds or 0.0,
    )
    yield _make_gauge("failing_jobs", "Jobs whose last try failed.", state.failing_jobs)
    yield _make_gauge(
        "unwritten_boards",
        "Leaderboards that miss a change in Redis. They are read from PostgreSQL.",
        state.unwritten_boards,
    )
    if state.board_sweep_age_seconds is not None:
        yield _make_gauge(
            "board_sweep_age_seconds",
            "Age of the last comparison of all leaderboards.",
            state.board_sweep_age_seconds,
        )
    yield _make_gauge("database_bytes", "Size of the database.", state.database_bytes)
    yield _make_gauge("database_connections", "Connections of clients.", state.database_connections)
    yield _make_gauge(
        "max_database_connections",
        "Connections that PostgreSQL allows.",
        state.max_database_connections,
    )
    yield CounterMetricFamily(
        "herobreak_board_rows_repaired",
        "Rows of leaderboards that the comparison found wrong.",
        value=state.repaired_board_rows,
    )
    ages = GaugeMetricFamily(
        "herobreak_heartbeat_age_seconds", "Age of the last heartbeat of a part.", labels=["part"]
    )
    for part, age in state.heartbeat_ages.items():
        ages.add_metric([part], age)
    yield ages


def _list_redis_gauges(state: RedisState) -> Iterable[Metric]:
    yield _make_gauge("queue_messages", "Messages that wait for a worker.", state.queue_messages)
    yield _make_gauge(
        "messages_set_aside", "Messages that could not be read.", state.messages_set_aside
    )
    yield _make_gauge("redis_memory_bytes", "Memory that Redis uses.", state.memory_bytes)
    yield _make_gauge(
        "redis_memory_limit_bytes", "Memory that Redis may use; 0: all.", state.memory_limit_bytes
    )


def _list_disk_gauges(data: Path) -> Iterable[Metric]:
    """Give the gauges of the disk of the data folder, where this process can see it."""
    if data.exists():
        usage = shutil.disk_usage(data)
        yield _make_gauge("disk_bytes", "Size of the disk of the data folder.", usage.total)
        yield _make_gauge("disk_free_bytes", "What is free on it.", usage.free)


def _make_gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"herobreak_{name}", text, value=float(value))


handlers = [report_metrics]
"""What `api.app` serves beside the API."""
