"""One event loop and one pool a worker process: tasks are shells that run a coroutine on it."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, TypeVar

from celery.signals import worker_process_init, worker_process_shutdown

from learning.leaderboards import BoardPublisher
from learning.live_hints import HintBroker
from learning.queries.boards.board_scores import open_boards
from learning.tables.database import close_pool, open_pool
from worker.app import worker_settings

CoroutineResult = TypeVar("CoroutineResult")


class WorkerResources:
    """What a worker process holds open."""

    def __init__(self) -> None:
        """Open the loop, the pool, the boards and the hints."""
        self.runner = asyncio.Runner()
        self.runner.run(open_pool(worker_settings.database_url, max_connections=2))
        self.boards, self.live = self.runner.run(_open_boards_and_live())

    def close(self) -> None:
        """Close them in reverse."""
        self.runner.run(self.live.close())
        self.runner.run(self.boards.close())
        self.runner.run(close_pool())
        self.runner.close()


_opened_resources: list[WorkerResources] = []


def run_coroutine(coroutine: Coroutine[Any, Any, CoroutineResult]) -> CoroutineResult:
    """Run a coroutine on the process's loop."""
    return _get_resources().runner.run(coroutine)


def get_worker_boards() -> BoardPublisher:
    """Return the process's boards."""
    return _get_resources().boards


def get_worker_live() -> HintBroker:
    """Return the process's hints."""
    return _get_resources().live


def read_worker_clock() -> datetime:
    """Read the clock: the only place of this door that does."""
    return datetime.now(UTC)


def _get_resources() -> WorkerResources:
    if not _opened_resources:
        _opened_resources.append(WorkerResources())
    return _opened_resources[0]


async def _open_boards_and_live() -> tuple[BoardPublisher, HintBroker]:
    return open_boards(worker_settings.boards_url, timeout_seconds=5.0), HintBroker(
        worker_settings.redis_url
    )  # nobody waits for a worker


@worker_process_init.connect
def _open_on_start(**_: object) -> None:
    _get_resources()


@worker_process_shutdown.connect
def _close_on_shutdown(**_: object) -> None:
    while _opened_resources:
        _opened_resources.pop().close()
