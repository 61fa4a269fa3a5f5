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
from learning.metrics import BOARD_WRITE_FAILURES

PUBLISH_GATHER_SECONDS = 0.2
"""Time for which people are collected, unless somebody reads a board meanwhile."""
PEOPLE_PER_PUBLISH_READ = 5000
"""People in one statement."""
MAX_FAILURES_IN_A_ROW = 20
"""Failed batches after which people are left to the repair: about a minute."""
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
UnwrittenBoardNoter = Callable[[Collection[str]], Awaitable[None]]
"""Notes outside of Redis that boards miss a change, so that nobody reads them as complete."""


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
        note_unwritten: UnwrittenBoardNoter,
        timeout_seconds: float = REDIS_TIMEOUT_SECONDS,
        listeners: Listeners = NO_LISTENERS,
    ) -> None:
        """Prepare a client.

        `source` reads the scores, `note_unwritten` notes boards that could not be written,
        `listeners` hear of everybody enqueued.
        """
        super().__init__(url, timeout_seconds)
        self._source, self._note_unwritten = source, note_unwritten
        self._failures_in_a_row = 0
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

        People of boards that could not be written go into the next batch, after a pause.
        """
        while self._next_batch.people:
            with suppress(TimeoutError):
                await asyncio.wait_for(
                    self._next_batch.flush_requested.wait(), PUBLISH_GATHER_SECONDS
                )
            self._current_batch, self._next_batch = self._next_batch, _PublishBatch()
            missed = await self._try_to_write_batch(self._current_batch)
            self._current_batch.is_written.set()
            if missed:
                self._next_batch.people |= missed
                self._next_batch.exact_people |= missed & self._current_batch.exact_people
                self._is_redis_unavailable = True
                await asyncio.sleep(self.nodes.breaker.pause_seconds)
                self._is_redis_unavailable = False

    async def _try_to_write_batch(self, batch: _PublishBatch) -> set[int]:
        """Write a batch; return the people to be written again.

        When PostgreSQL does not answer, these are all of them. A batch that fails again and again
        is left to the repair, so that it does not stop the boards of other people.
        """
        try:
            missed = await self._write_batch(batch)
        except Exception as error:
            self._failures_in_a_row += 1
            is_given_up = self._failures_in_a_row >= MAX_FAILURES_IN_A_ROW
            log.warning(
                "boards not written, repair will do it" if is_given_up else "boards not written",
                error=type(error).__name__,
                people=len(batch.people),
            )
            return set() if is_given_up else batch.people
        self._failures_in_a_row = 0
        return missed

    async def _write_batch(self, batch: _PublishBatch) -> set[int]:
        """Write the scores of a batch; return the people of boards that could not be written."""
        people, missed = sorted(batch.people), set[int]()
        for first in range(0, len(people), PEOPLE_PER_PUBLISH_READ):
            lines = await self._source(people[first : first + PEOPLE_PER_PUBLISH_READ])
            failed = await self.write_changes(
                {line.board: build_board_change(line, batch.exact_people) for line in lines}
            )
            BOARD_WRITE_FAILURES.inc(len(failed))
            await self._note_unwritten(failed)
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
