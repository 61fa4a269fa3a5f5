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

from learning.circuit_breaker import CircuitBreaker

HINT_CHANNEL = "herobreak:live"
MAX_WAITING_HINTS = 16
"""Hints that wait for a reader; one that is slower is dropped, and fetches everything when it is back."""
MAX_HINT_LISTENERS = 5000
"""Phones that may listen at one process; the others ask by themselves."""
HINT_TIMEOUT_SECONDS = 0.5
"""Seconds that Redis has for an answer."""
HINT_REDIS_ERRORS = (RedisError, OSError, TimeoutError)

log = structlog.get_logger("herobreak.live")

HintKind = Literal["challenge", "notice", "moment", "board", "away"]
"""`away` is for everybody: hints may have been missed, so fetch what is on the screen."""


class LiveHint(msgspec.Struct, frozen=True):
    """Something of a kind has changed for these teams: the thing's id, in words of the API."""

    kind: HintKind
    id: str
    teams: tuple[int, ...]


HINTS_MISSED = LiveHint("away", "", ())

_hints_decoder = msgspec.json.Decoder(list[LiveHint])


class HintListener:
    """One reader: a few hints that wait, each once. `over` when nothing more will come."""

    __slots__ = ("_hint_arrived", "_waiting", "has_ended")

    def __init__(self) -> None:
        """Begin with nothing waiting."""
        self._waiting: dict[tuple[str, str], LiveHint] = {}
        self._hint_arrived = asyncio.Event()
        self.has_ended = False

    def add_hint(self, hint: LiveHint) -> None:
        """Let a hint wait. The same one is not kept twice; one too many ends it."""
        self._waiting[hint.kind, hint.id] = hint
        if len(self._waiting) > MAX_WAITING_HINTS:
            self.end_listening()
        self._hint_arrived.set()

    def end_listening(self) -> None:
        """Say that nothing more will come."""
        self._waiting.clear()
        self.has_ended = True
        self._hint_arrived.set()

    async def wait_for_hints(self, seconds: float) -> list[LiveHint]:
        """Wait for hints, at most so long; none when there are none, or no more."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hint_arrived.wait()
        self._hint_arrived.clear()
        hints, self._waiting = list(self._waiting.values()), {}
        return hints


class HintBroker:
    """The hints of one process: it tells those of its own, and hands out those of all processes."""

    def __init__(self, url: str, timeout_seconds: float = HINT_TIMEOUT_SECONDS) -> None:
        """Prepare a client; it connects when it is first needed. With no address nothing is told."""
        common: dict[str, Any] = {
            "socket_connect_timeout": timeout_seconds,
            "socket_keepalive": True,
            "health_check_interval": 30,
            "retry": Retry(NoBackoff(), 0),
        }
        self.client: Any = (
            Redis.from_url(url, socket_timeout=timeout_seconds, **common) if url else None
        )
        self._subscribe_client: Any = (
            Redis.from_url(url, socket_timeout=None, **common) if url else None
        )
        self._listeners_by_team: defaultdict[int | None, set[HintListener]] = defaultdict(set)
        self.breaker = CircuitBreaker()
        self._publish_tasks: set[asyncio.Task[None]] = set()
        self._receive_task: asyncio.Task[None] | None = None
        self.is_receiving = asyncio.Event()
        """Set while hints of all processes come in."""
        self.is_closed = False
        self.listener_count = 0

    @property
    def is_full(self) -> bool:
        """Whether nobody more may listen."""
        return self.listener_count >= MAX_HINT_LISTENERS

    def enqueue_hints(self, *hints: LiveHint) -> None:
        """Tell everybody, after the commit. Never waits or fails."""
        if hints:
            task = asyncio.create_task(self.publish_hints(hints), context=Context())
            self._publish_tasks.add(task)
            task.add_done_callback(self._publish_tasks.discard)

    async def publish_hints(self, hints: Sequence[LiveHint]) -> None:
        """Tell everybody, in one message. Never fails: where Redis is away nothing happens."""
        if self.client is None or not hints or self.breaker.is_open():
            return
        try:
            async with asyncio.timeout(4 * HINT_TIMEOUT_SECONDS):
                await self.client.publish(HINT_CHANNEL, msgspec.json.encode(hints))
        except HINT_REDIS_ERRORS as error:
            self.breaker.record_failure()
            log.warning("hints not told, phones will ask", error=type(error).__name__)

    @contextmanager
    def subscribe(self, teams: Collection[int] | None) -> Iterator[HintListener]:
        """Listen to what concerns any of these teams, None for all there are."""
        listener = HintListener()
        teams_or_all: list[int | None] = [None] if teams is None else list(teams)
        for team in teams_or_all:
            self._listeners_by_team[team].add(listener)
        self.listener_count += 1
        self._start_receiving()
        if self.is_closed:
            listener.end_listening()
        try:
            yield listener
        finally:
            self.listener_count -= 1
            for team in teams_or_all:
                self._listeners_by_team[team].discard(listener)
                if not self._listeners_by_team[team]:
                    del self._listeners_by_team[team]

    @property
    def listeners(self) -> set[HintListener]:
        """All that listen now."""
        return set().union(*self._listeners_by_team.values())

    def end_all_listeners(self) -> None:
        """End all that listen, so that nothing keeps the process: they come back to another."""
        self.is_closed = True
        for listener in self.listeners:
            listener.end_listening()

    async def flush(self) -> None:
        """Wait until what was told in this process has gone out."""
        if self._publish_tasks:
            await asyncio.wait(self._publish_tasks)

    async def close(self) -> None:
        """End all that listen, and close the connections."""
        self.end_all_listeners()
        await self.flush()
        if self._receive_task is not None:
            self._receive_task.cancel()
            await asyncio.wait({self._receive_task})
        for client in (self.client, self._subscribe_client):
            if client is not None:
                await client.aclose()

    def _start_receiving(self) -> None:
        if (
            self._subscribe_client is not None
            and not self.is_closed
            and (self._receive_task is None or self._receive_task.done())
        ):
            self._receive_task = asyncio.create_task(self._receive_hints(), context=Context())

    async def _receive_hints(self) -> None:
        """Hand out what comes, for as long as the process lives; whoever listens through a gap is told of it after it."""
        missed_hints = False
        while True:
            try:
                async with self._subscribe_client.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await pubsub.subscribe(HINT_CHANNEL)
                    self.is_receiving.set()
                    for listener in self.listeners if missed_hints else ():
                        listener.add_hint(HINTS_MISSED)
                    async for message in pubsub.listen():
                        self._dispatch_message(message["data"])
            except HINT_REDIS_ERRORS as error:
                log.warning("hints not heard, phones will ask", error=type(error).__name__)
            self.is_receiving.clear()
            missed_hints = True
            await asyncio.sleep(self.breaker.pause_seconds)

    def _dispatch_message(self, data: bytes) -> None:
        try:
            hints = _hints_decoder.decode(data)
        except msgspec.MsgspecError:
            return  # a newer version's, while it is being rolled out
        for hint in hints:
            for listener in set().union(
                *(
                    self._listeners_by_team[place]
                    for place in (None, *hint.teams)
                    if place in self._listeners_by_team
                )
            ):
                listener.add_hint(hint)
