"""Hints that something changed, from the process that changed it to every phone that listens.

A phone then fetches it again. A hint names the teams that it concerns and never says what happened.
So hints may be lost, and sent twice: phones also fetch by themselves. They are sent by publish and
subscribe of Redis, which stores nothing.
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
"""Hints that wait for one listener. A slower listener is ended; its phone connects again."""
MAX_HINT_LISTENERS = 5000
"""Phones that may listen to one process. The others fetch by themselves."""
HINT_TIMEOUT_SECONDS = 0.5
"""Time that Redis has for an answer."""
HINT_REDIS_ERRORS = (RedisError, OSError, TimeoutError)

log = structlog.get_logger("herobreak.live")

HintKind = Literal["challenge", "notice", "moment", "board", "away"]
"""`away` goes to everybody: hints may have been missed, so fetch what is on the screen."""


class LiveHint(msgspec.Struct, frozen=True):
    """Something of a kind changed for these teams. `id` is the id that the API uses for it."""

    kind: HintKind
    id: str
    teams: tuple[int, ...]


HINTS_MISSED = LiveHint("away", "", ())

_hints_decoder = msgspec.json.Decoder(list[LiveHint])


class HintListener:
    """One stream to a phone: some waiting hints, each once. `has_ended` when no more will come."""

    __slots__ = ("_hint_arrived", "_waiting", "has_ended")

    def __init__(self) -> None:
        """Begin without hints."""
        self._waiting: dict[tuple[str, str], LiveHint] = {}
        self._hint_arrived = asyncio.Event()
        self.has_ended = False

    def add_hint(self, hint: LiveHint) -> None:
        """Add a hint, unless it waits already. One too many ends the listener."""
        self._waiting[hint.kind, hint.id] = hint
        if len(self._waiting) > MAX_WAITING_HINTS:
            self.end_listening()
        self._hint_arrived.set()

    def end_listening(self) -> None:
        """End it: no more hints will come."""
        self._waiting.clear()
        self.has_ended = True
        self._hint_arrived.set()

    async def wait_for_hints(self, seconds: float) -> list[LiveHint]:
        """Wait at most some seconds for hints. Returns none when there are none, or no more."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hint_arrived.wait()
        self._hint_arrived.clear()
        hints, self._waiting = list(self._waiting.values()), {}
        return hints


class HintBroker:
    """Publishes the hints of one process, and receives those of all processes for its listeners."""

    def __init__(self, url: str, timeout_seconds: float = HINT_TIMEOUT_SECONDS) -> None:
        """Prepare a client. It connects when it is first used; without an address, never."""
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
        """Set while the hints of all processes are received."""
        self.is_closed = False
        self.listener_count = 0

    @property
    def is_full(self) -> bool:
        """Whether this process has as many listeners as it may have."""
        return self.listener_count >= MAX_HINT_LISTENERS

    def enqueue_hints(self, *hints: LiveHint) -> None:
        """Publish hints in a task, after the commit. Never waits or fails."""
        if hints:
            task = asyncio.create_task(self.publish_hints(hints), context=Context())
            self._publish_tasks.add(task)
            task.add_done_callback(self._publish_tasks.discard)

    async def publish_hints(self, hints: Sequence[LiveHint]) -> None:
        """Publish hints in one message. Never fails: without Redis, nothing is sent."""
        if self.client is None or not hints or self.breaker.is_open():
            return
        try:
            async with asyncio.timeout(4 * HINT_TIMEOUT_SECONDS):
                await self.client.publish(HINT_CHANNEL, msgspec.json.encode(hints))
        except HINT_REDIS_ERRORS as error:
            self.breaker.record_failure()
            log.warning("hints not published, phones will fetch", error=type(error).__name__)

    @contextmanager
    def subscribe(self, teams: Collection[int] | None) -> Iterator[HintListener]:
        """Listen to the hints of these teams, or of all teams with None."""
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
        """All listeners of this process."""
        return set().union(*self._listeners_by_team.values())

    def end_all_listeners(self) -> None:
        """End all listeners, so that the process can stop. Phones connect to another process."""
        self.is_closed = True
        for listener in self.listeners:
            listener.end_listening()

    async def flush(self) -> None:
        """Wait until the enqueued hints have been published."""
        if self._publish_tasks:
            await asyncio.wait(self._publish_tasks)

    async def close(self) -> None:
        """End all listeners, and close the connections."""
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
        """Receive hints for as long as the process lives.

        After a lost connection, every listener gets `HINTS_MISSED`.
        """
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
                log.warning("hints not received, phones will fetch", error=type(error).__name__)
            self.is_receiving.clear()
            missed_hints = True
            await asyncio.sleep(self.breaker.pause_seconds)

    def _dispatch_message(self, data: bytes) -> None:
        try:
            hints = _hints_decoder.decode(data)
        except msgspec.MsgspecError:
            return  # from a process of a newer version
        for hint in hints:
            for listener in set().union(
                *(
                    self._listeners_by_team[team]
                    for team in (None, *hint.teams)
                    if team in self._listeners_by_team
                )
            ):
                listener.add_hint(hint)
