"""What a worker process holds open: one event loop, one pool, the boards and the hints.

Tasks are short functions that run a coroutine on this loop.
"""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, TypeVar

from celery.signals import worker_process_init, worker_process_shutdown

from learning.actions.boards.open_boards import open_boards
from learning.events import Listeners
from learning.leaderboards import BoardPublisher
from learning.live_hints import HintBroker
from learning.tables.database import close_pool, open_pool
from worker.app import WORKER_LIMITS, worker_settings
from worker.changed_people import ChangedPeople

WORKER_REDIS_TIMEOUT_SECONDS = 5.0
"""Longer than for a request: nobody waits for a worker."""
MAX_WORKER_CONNECTIONS = 3
"""For transactions, and as many for single statements. One holds the job."""

CoroutineResult = TypeVar("CoroutineResult")


class WorkerResources:
    """The open resources of one process, and the listeners to its events."""

    def __init__(self) -> None:
        """Open the loop, the pool, the boards and the hints."""
        self.runner = asyncio.Runner()
        self.changed_people = ChangedPeople()
        self.boards, self.live = self.runner.run(self._open())

    async def _open(self) -> tuple[BoardPublisher, HintBroker]:
        await open_pool(worker_settings.database_url, MAX_WORKER_CONNECTIONS, limits=WORKER_LIMITS)
        listeners = Listeners((self.changed_people,))
        boards = open_boards(worker_settings.boards_url, WORKER_REDIS_TIMEOUT_SECONDS, listeners)
        return boards, HintBroker(worker_settings.redis_url)

    def close(self) -> None:
        """Close them in reverse order."""
        self.runner.run(self.live.close())
        self.runner.run(self.boards.close())
        self.runner.run(close_pool())
        self.runner.close()


_opened_resources: list[WorkerResources] = []


def get_resources() -> WorkerResources:
    """Return the resources of this process. They are opened when they are first asked for."""
    if not _opened_resources:
        _opened_resources.append(WorkerResources())
    return _opened_resources[0]


def run_coroutine(coroutine: Coroutine[Any, Any, CoroutineResult]) -> CoroutineResult:
    """Run a coroutine on the loop of this process and return its result."""
    return get_resources().runner.run(coroutine)


def read_worker_clock() -> datetime:
    """Return the current instant. No other function of the worker reads the clock."""
    return datetime.now(UTC)


@worker_process_init.connect
def _open_on_start(**_: object) -> None:
    get_resources()


@worker_process_shutdown.connect
def _close_on_shutdown(**_: object) -> None:
    while _opened_resources:
        _opened_resources.pop().close()
