"""Hints that something has changed, from whichever process has committed it to every phone that listens: fetch it again.

A hint says which teams it concerns and never what happened, so losing all of them, or sending one twice, does no harm:
phones ask again by themselves, too. They travel by Redis' publish and subscribe, which keeps nothing.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import Context
from typing import Any, Literal

import msgspec
import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

CHANNEL = "herobreak:live"
KEPT = 16
"""Hints that wait for a reader; one that is slower is dropped, and fetches everything when it is back."""
MOST = 5000
"""Phones that may listen at one process; the others ask by themselves."""
PATIENCE = 0.5
"""Seconds that Redis has for an answer."""
AWAY = 3.0
"""Seconds for which a Redis that has just failed is not even asked."""
FAULTS = (RedisError, OSError, TimeoutError)

log = structlog.get_logger("herobreak.live")

Kind = Literal["challenge", "notice", "moment", "board", "away"]
"""`away` is for everybody: hints may have been missed, so fetch what is on the screen."""


class Hint(msgspec.Struct, frozen=True):
    """Something of a kind has changed for these teams: the thing's id, in words of the API."""

    kind: Kind
    id: str
    teams: tuple[int, ...]


MISSED = Hint("away", "", ())

_hints = msgspec.json.Decoder(list[Hint])


class Listener:
    """One reader: a few hints that wait, each once. `over` when nothing more will come."""

    __slots__ = ("_called", "_waiting", "over")

    def __init__(self) -> None:
        """Begin with nothing waiting."""
        self._waiting: dict[tuple[str, str], Hint] = {}
        self._called = asyncio.Event()
        self.over = False

    def offer(self, hint: Hint) -> None:
        """Let a hint wait. The same one is not kept twice; one too many ends it."""
        self._waiting[hint.kind, hint.id] = hint
        if len(self._waiting) > KEPT:
            self.end()
        self._called.set()

    def end(self) -> None:
        """Say that nothing more will come."""
        self._waiting.clear()
        self.over = True
        self._called.set()

    async def next(self, seconds: float) -> list[Hint]:
        """Wait for hints, at most so long; none when there are none, or no more."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._called.wait()
        self._called.clear()
        hints, self._waiting = list(self._waiting.values()), {}
        return hints


class Live:
    """The hints of one process: it tells those of its own, and hands out those of all processes."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        """Prepare a client; it connects when it is first needed. With no address nothing is told."""
        common: dict[str, Any] = {
            "socket_connect_timeout": patience,
            "socket_keepalive": True,
            "health_check_interval": 30,
            "retry": Retry(NoBackoff(), 0),
        }
        self.client: Any = Redis.from_url(url, socket_timeout=patience, **common) if url else None
        self._listening: Any = Redis.from_url(url, socket_timeout=None, **common) if url else None
        self._of: defaultdict[int | None, set[Listener]] = defaultdict(set)
        self._away = 0.0
        self._telling: set[asyncio.Task[None]] = set()
        self._ear: asyncio.Task[None] | None = None
        self.hearing = asyncio.Event()
        """Set while hints of all processes come in."""
        self.closed = False
        self.count = 0

    @property
    def full(self) -> bool:
        """Whether nobody more may listen."""
        return self.count >= MOST

    def tell(self, *hints: Hint) -> None:
        """Tell everybody, after the commit. Never waits or fails."""
        if hints:
            task = asyncio.create_task(self.publish(hints), context=Context())
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def publish(self, hints: Sequence[Hint]) -> None:
        """Tell everybody, in one message. Never fails: where Redis is away nothing happens."""
        now = asyncio.get_running_loop().time()
        if self.client is None or not hints or now < self._away:
            return
        try:
            async with asyncio.timeout(4 * PATIENCE):
                await self.client.publish(CHANNEL, msgspec.json.encode(hints))
        except FAULTS as error:
            self._away = now + AWAY
            log.warning("hints not told, phones will ask", error=type(error).__name__)

    @contextmanager
    def listening(self, teams: Collection[int] | None) -> Iterator[Listener]:
        """Listen to what concerns any of these teams, None for all there are."""
        listener = Listener()
        places: list[int | None] = [None] if teams is None else list(teams)
        for place in places:
            self._of[place].add(listener)
        self.count += 1
        self._begin()
        if self.closed:
            listener.end()
        try:
            yield listener
        finally:
            self.count -= 1
            for place in places:
                self._of[place].discard(listener)
                if not self._of[place]:
                    del self._of[place]

    @property
    def listeners(self) -> set[Listener]:
        """All that listen now."""
        return set().union(*self._of.values())

    def hang_up(self) -> None:
        """End all that listen, so that nothing keeps the process: they come back to another."""
        self.closed = True
        for listener in self.listeners:
            listener.end()

    async def settle(self) -> None:
        """Wait until what was told in this process has gone out."""
        if self._telling:
            await asyncio.wait(self._telling)

    async def close(self) -> None:
        """End all that listen, and close the connections."""
        self.hang_up()
        await self.settle()
        if self._ear is not None:
            self._ear.cancel()
            await asyncio.wait({self._ear})
        for client in (self.client, self._listening):
            if client is not None:
                await client.aclose()

    def _begin(self) -> None:
        if self._listening is not None and not self.closed and (self._ear is None or self._ear.done()):
            self._ear = asyncio.create_task(self._hear(), context=Context())

    async def _hear(self) -> None:
        """Hand out what comes, for as long as the process lives; whoever listens through a gap is told of it after it."""
        gap = False
        while True:
            try:
                async with self._listening.pubsub(ignore_subscribe_messages=True) as at:
                    await at.subscribe(CHANNEL)
                    self.hearing.set()
                    for listener in self.listeners if gap else ():
                        listener.offer(MISSED)
                    async for message in at.listen():
                        self._hand_out(message["data"])
            except FAULTS as error:
                log.warning("hints not heard, phones will ask", error=type(error).__name__)
            self.hearing.clear()
            gap = True
            await asyncio.sleep(AWAY)

    def _hand_out(self, data: bytes) -> None:
        try:
            hints = _hints.decode(data)
        except msgspec.MsgspecError:
            return  # a newer version's, while it is being rolled out
        for hint in hints:
            for listener in set().union(*(self._of[place] for place in (None, *hint.teams) if place in self._of)):
                listener.offer(hint)
