"""Boards are told who has earned something, and ask PostgreSQL for the totals of many people at once.

Telling costs a person's answer nothing: names gather for a moment, then one statement reads where these people stand and
one round trip writes it. What is written is absolute, so repeats and reordering are harmless. A team that was hidden, a
league that was formed, somebody who opted out a moment ago: the statement knows.
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
"""Seconds in which people gather, unless somebody wants to see a board."""
PEOPLE_PER_PUBLISH_READ = 5000
"""People of one statement."""
MAX_FALLBACK_READS = 2
"""How many at once may read a board from PostgreSQL instead: the others' answers need its connections, too."""

log = structlog.get_logger("herobreak.boards")


@dataclass(frozen=True, slots=True)
class BoardLine:
    """Where some people stand on a board; the score of who is not to be on it is None."""

    board: str
    people: Sequence[int]
    scores: Sequence[int | None]


BoardLineSource = Callable[[Collection[int]], Awaitable[list[BoardLine]]]
"""Reads where people stand on every board of theirs."""


@dataclass(slots=True)
class _PublishBatch:
    """People who go out together. What is `exact` may have fallen."""

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
        """Prepare a client; it connects when it is first needed."""
        super().__init__(url, timeout_seconds)
        self._source = source
        self._next_batch, self._current_batch = _PublishBatch(), _PublishBatch()
        self.fallback_reads = asyncio.Semaphore(MAX_FALLBACK_READS)
        self._publish_task: asyncio.Task[None] | None = None
        self._is_redis_unavailable = False
        self._listeners = listeners

    def enqueue(self, *people: int, exact: bool = False) -> None:
        """Say that these people's points, or what they want shown, have changed; after the commit. Never waits or fails.

        `exact` where points may have become fewer. Whoever tells twice before it has gone out tells once.
        """
        self._next_batch.people.update(people)
        if exact:
            self._next_batch.exact_people.update(people)
        if self._publish_task is None or self._publish_task.done():
            # in a context of its own: a transaction that is open here is none of its business
            self._publish_task = asyncio.create_task(self._publish_batches(), context=Context())
        self._listeners.publish(PointsChanged(frozenset(people)))

    async def flush(self, person: int | None = None) -> None:
        """Wait until what was told in this process, of one person or at all, has gone out; but not for a Redis that is away."""
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
        """Send what waits, and close the connections."""
        await self.flush()
        if self._publish_task is not None:
            self._publish_task.cancel()
            await asyncio.wait({self._publish_task})
        await self.nodes.close()

    async def _publish_batches(self) -> None:
        """Send round after round; people of boards out of reach go into the next, which waits for those."""
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
                    "boards not told, repair will",
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
        """Write where people stand; return those who have a board out of reach."""
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
    """Return what a line asks for: up, for `exact` people up or down, or off the board."""
    change = BoardChange()
    for person, score in zip(line.people, line.scores, strict=True):
        if score is None:
            change.removed_members.append(person)
        elif person in exact:
            change.set_scores[person] = score
        else:
            change.raised_scores[person] = score
    return change
