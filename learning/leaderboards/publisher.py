"""Write the boards of people whose points changed, many people at once.

A request only enqueues the ids of people, which costs it nothing. They are collected for a moment.
Then one statement reads their scores from PostgreSQL, and one round trip writes them. The scores
are absolute, so writes may be repeated and reordered. The statement sees what else has just
changed: a team that was hidden, a league that was formed, a person who left the boards.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field

import structlog

from learning.events import NO_LISTENERS, Listeners, PointsChanged
from learning.leaderboards.board_store import BoardChange, BoardStore
from learning.leaderboards.redis_nodes import REDIS_TIMEOUT_SECONDS

PUBLISH_GATHER_SECONDS = 0.2
"""Time for which people are collected, unless somebody reads a board meanwhile."""
PEOPLE_PER_PUBLISH_READ = 5000
"""People in one statement."""
MAX_FALLBACK_READS = 2
"""Requests that may read a board from PostgreSQL at the same time, when Redis cannot be read.

The other requests need connections, too.
"""

log = structlog.get_logger("herobreak.boards")


@dataclass(frozen=True, slots=True)
class BoardLine:
    """Scores of some people on a board; None for a person who must not be on it."""

    board: str
    people: Sequence[int]
    scores: Sequence[int | None]


BoardLineSource = Callable[[Collection[int]], Awaitable[list[BoardLine]]]
"""Reads the scores of people on all of their boards."""


@dataclass(slots=True)
class _PublishBatch:
    """People who are written together. The scores of `exact_people` may have become lower."""

    people: set[int] = field(default_factory=set)
    exact_people: set[int] = field(default_factory=set)
    flush_requested: asyncio.Event = field(default_factory=asyncio.Event)
    is_written: asyncio.Event = field(default_factory=asyncio.Event)


class BoardPublisher(BoardStore):
    """The boards of one process."""

    def __init__(
        self,
        url: str,
        source: BoardLineSource,
        timeout_seconds: float = REDIS_TIMEOUT_SECONDS,
        listeners: Listeners = NO_LISTENERS,
    ) -> None:
        """Prepare a client. `source` reads the scores; `listeners` hear of everybody enqueued."""
        super().__init__(url, timeout_seconds)
        self._source = source
        self._next_batch, self._current_batch = _PublishBatch(), _PublishBatch()
        self.fallback_reads = asyncio.Semaphore(MAX_FALLBACK_READS)
        self._publish_task: asyncio.Task[None] | None = None
        self._is_redis_unavailable = False
        self._listeners = listeners

    def enqueue(self, *people: int, exact: bool = False) -> None:
        """Note that the points of people changed, or what boards may show of them.

        Call it after the commit. It never waits or fails. With `exact`, points may have become
        fewer. A person who is enqueued twice before the next write is written once.
        """
        self._next_batch.people.update(people)
        if exact:
            self._next_batch.exact_people.update(people)
        if self._publish_task is None or self._publish_task.done():
            # in a new context, so that it does not use a transaction that is open here
            self._publish_task = asyncio.create_task(self._publish_batches(), context=Context())
        self._listeners.publish(PointsChanged(frozenset(people)))

    async def flush(self, person: int | None = None) -> None:
        """Wait until everybody enqueued in this process is written, or one person if given.

        It does not wait for a Redis that is unavailable.
        """
        if self._is_redis_unavailable:
            return
        for batch in (self._current_batch, self._next_batch):
            if (
                person in batch.people if person is not None else batch.people
            ) and not batch.is_written.is_set():
                batch.flush_requested.set()
                try:
                    await asyncio.wait_for(batch.is_written.wait(), self.nodes.timeout_seconds)
                except TimeoutError:
                    return

    async def close(self) -> None:
        """Write what is enqueued, and close the connections."""
        await self.flush()
        if self._publish_task is not None:
            self._publish_task.cancel()
            await asyncio.wait({self._publish_task})
        await self.nodes.close()

    async def _publish_batches(self) -> None:
        """Write batch after batch.

        People of boards that could not be reached go into the next batch, after a pause.
        """
        while self._next_batch.people:
            with suppress(TimeoutError):
                await asyncio.wait_for(
                    self._next_batch.flush_requested.wait(), PUBLISH_GATHER_SECONDS
                )
            self._current_batch, self._next_batch = self._next_batch, _PublishBatch()
            try:
                missed = await self._write_batch(self._current_batch)
            except Exception as error:
                log.warning(
                    "boards not written, repair will do it",
                    error=type(error).__name__,
                    people=len(self._current_batch.people),
                )
                missed = set()
            self._current_batch.is_written.set()
            if missed:
                self._next_batch.people |= missed
                self._next_batch.exact_people |= missed & self._current_batch.exact_people
                self._is_redis_unavailable = True
                await asyncio.sleep(self.nodes.breaker.pause_seconds)
                self._is_redis_unavailable = False

    async def _write_batch(self, batch: _PublishBatch) -> set[int]:
        """Write the scores of a batch; return the people of boards that could not be reached."""
        people, missed = sorted(batch.people), set[int]()
        for first in range(0, len(people), PEOPLE_PER_PUBLISH_READ):
            lines = await self._source(people[first : first + PEOPLE_PER_PUBLISH_READ])
            failed = await self.write_changes(
                {line.board: build_board_change(line, batch.exact_people) for line in lines}
            )
            missed.update(
                person for line in lines if line.board in failed for person in line.people
            )
        return missed


def build_board_change(line: BoardLine, exact: Collection[int]) -> BoardChange:
    """Build the change of a line: raise scores, set those of `exact` people, remove people."""
    change = BoardChange()
    for person, score in zip(line.people, line.scores, strict=True):
        if score is None:
            change.removed_members.append(person)
        elif person in exact:
            change.set_scores[person] = score
        else:
            change.raised_scores[person] = score
    return change
