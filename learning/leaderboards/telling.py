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

from learning.leaderboards.store import Change, Store
from learning.leaderboards.wire import AWAY, PATIENCE

GATHER = 0.2
"""Seconds in which people gather, unless somebody wants to see a board."""
MOST = 5000
"""People of one statement."""
INSTEAD = 2
"""How many at once may read a board from PostgreSQL instead: the others' answers need its connections, too."""

log = structlog.get_logger("herobreak.boards")


@dataclass(frozen=True, slots=True)
class Line:
    """Where some people stand on a board; the score of who is not to be on it is None."""

    board: str
    people: Sequence[int]
    scores: Sequence[int | None]


Source = Callable[[Collection[int]], Awaitable[list[Line]]]
"""Reads where people stand on every board of theirs."""


@dataclass(slots=True)
class _Round:
    """People who go out together. What is `exact` may have fallen."""

    people: set[int] = field(default_factory=set)
    exact: set[int] = field(default_factory=set)
    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Boards(Store):
    """The boards of one process."""

    def __init__(self, url: str, source: Source, patience: float = PATIENCE) -> None:
        """Prepare a client; it connects when it is first needed."""
        super().__init__(url, patience)
        self._source = source
        self._next, self._now = _Round(), _Round()
        self.instead = asyncio.Semaphore(INSTEAD)
        self._sending: asyncio.Task[None] | None = None
        self._resting = False
        self.also: Callable[..., None] | None = None
        """Who else wants to know, of this process: called with the people."""

    def tell(self, *people: int, exact: bool = False) -> None:
        """Say that these people's points, or what they want shown, have changed; after the commit. Never waits or fails.

        `exact` where points may have become fewer. Whoever tells twice before it has gone out tells once.
        """
        self._next.people.update(people)
        if exact:
            self._next.exact.update(people)
        if self._sending is None or self._sending.done():
            # in a context of its own: a transaction that is open here is none of its business
            self._sending = asyncio.create_task(self._send(), context=Context())
        if self.also is not None:
            self.also(*people)

    async def settle(self, person: int | None = None) -> None:
        """Wait until what was told in this process, of one person or at all, has gone out; but not for a Redis that is away."""
        if self._resting:
            return
        for sent in (self._now, self._next):
            if (person in sent.people if person is not None else sent.people) and not sent.done.is_set():
                sent.hurry.set()
                try:
                    await asyncio.wait_for(sent.done.wait(), self.wire.patience)
                except TimeoutError:
                    return

    async def close(self) -> None:
        """Send what waits, and close the connections."""
        await self.settle()
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.wait({self._sending})
        await self.wire.close()

    async def _send(self) -> None:
        """Send round after round; people of boards out of reach go into the next, which waits for those."""
        while self._next.people:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._next.hurry.wait(), GATHER)
            self._now, self._next = self._next, _Round()
            try:
                missed = await self._write(self._now)
            except Exception as error:
                log.warning("boards not told, repair will", error=type(error).__name__, people=len(self._now.people))
                missed = set()
            self._now.done.set()
            if missed:
                self._next.people |= missed
                self._next.exact |= missed & self._now.exact
                self._resting = True
                await asyncio.sleep(AWAY)
                self._resting = False

    async def _write(self, told: _Round) -> set[int]:
        """Write where people stand; return those who have a board out of reach."""
        people, missed = sorted(told.people), set[int]()
        for first in range(0, len(people), MOST):
            lines = await self._source(people[first : first + MOST])
            failed = await self.write({line.board: change_of(line, told.exact) for line in lines})
            missed.update(person for line in lines if line.board in failed for person in line.people)
        return missed


def change_of(line: Line, exact: Collection[int]) -> Change:
    """Return what a line asks for: up, for `exact` people up or down, or off the board."""
    change = Change()
    for person, score in zip(line.people, line.scores, strict=True):
        if score is None:
            change.out.append(person)
        elif person in exact:
            change.put[person] = score
        else:
            change.raised[person] = score
    return change
