"""One event loop and one pool a worker process: tasks are shells that run a coroutine on it."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, TypeVar

from celery.signals import worker_process_init, worker_process_shutdown

from learning.leaderboards import BoardPublisher
from learning.live import HintBroker
from learning.queries.scores import open_boards
from learning.tables.database import close_pool, open_pool
from worker.app import settings

Result = TypeVar("Result")


class Door:
    """What a worker process holds open."""

    def __init__(self) -> None:
        """Open the loop, the pool, the boards and the hints."""
        self.runner = asyncio.Runner()
        self.runner.run(open_pool(settings.database_url, max_connections=2))
        self.boards, self.live = self.runner.run(_open_tellers())

    def close(self) -> None:
        """Close them in reverse."""
        self.runner.run(self.live.close())
        self.runner.run(self.boards.close())
        self.runner.run(close_pool())
        self.runner.close()


_doors: list[Door] = []


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine on the process's loop."""
    return _door().runner.run(coroutine)


def boards() -> BoardPublisher:
    """Return the process's boards."""
    return _door().boards


def live() -> HintBroker:
    """Return the process's hints."""
    return _door().live


def now() -> datetime:
    """Read the clock: the only place of this door that does."""
    return datetime.now(UTC)


def _door() -> Door:
    if not _doors:
        _doors.append(Door())
    return _doors[0]


async def _open_tellers() -> tuple[BoardPublisher, HintBroker]:
    return open_boards(settings.boards_url, timeout_seconds=5.0), HintBroker(settings.redis_url)  # nobody waits for a worker


@worker_process_init.connect
def _open(**_: object) -> None:
    _door()


@worker_process_shutdown.connect
def _close(**_: object) -> None:
    while _doors:
        _doors.pop().close()
