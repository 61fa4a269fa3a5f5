"""The stream of hints to a phone or a screen on a wall: server-sent events that say what to fetch again."""

import asyncio
import resource
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Stream
from litestar.response.streaming import ASGIStreamingResponse
from litestar.types import Message, Receive, Send

from api.identity import clock, token_of
from api.problems import AWAY
from api.requests import StrictRequest
from learning.actions.count_soon import ChallengeRefresher
from learning.live import HINTS_MISSED, LiveHint, HintListener, HintBroker
from learning.queries.hearing import TeamScope, load_person_scope
from learning.queries.who import not_signed_in
from learning.rules.problems import TooManyRequests

BEAT = 15.0
"""Seconds of silence after which the stream shows that it lives."""
CHECK = 180.0
"""Seconds after which a stream looks whether its session still stands, and hears of the same teams."""
READ_WITHIN = 10.0
"""Seconds that a reader has to take what was sent; who takes longer is dropped."""
FILES = 10_240
"""Open files and connections of a process: twice as many as phones that may listen."""
QUIET = b":\n\n"

Soon = NamedDependency[ChallengeRefresher]
Find = Callable[[str, datetime], Awaitable[tuple[TeamScope] | None]]


@get("/live", media_type="text/event-stream")
async def listen(request: StrictRequest) -> Stream:
    """Send hints: `challenge`, `notice`, `moment` and `board`, with an id, for teams that the person hears of.

    `away` says that hints may have been missed: fetch what is on the screen.
    """
    return await hints(request, token_of(request), load_person_scope)


async def hints(request: StrictRequest, token: str, find: Find) -> Stream:
    """Answer with a stream for whoever has this token.

    Raises:
        Unauthenticated: nobody has it.
        TooMany: as many listen as one process may have.
    """
    live: HintBroker = request.app.state.live
    ears = await find(token, clock())
    if ears is None:
        raise not_signed_in()
    if live.is_full:
        raise TooManyRequests("Very many phones are listening. Ask again in a minute.", 60)
    return _Unbuffered(_events(live, ears, lambda: find(token, clock())))


async def _events(
    live: HintBroker, ears: tuple[TeamScope], still: Callable[[], Awaitable[tuple[TeamScope] | None]]
) -> AsyncIterator[bytes]:
    """Give what is to be sent until the listener is over, or no longer who it was; the phone then asks again."""
    clock = asyncio.get_running_loop().time
    with live.subscribe(ears[0]) as listener:
        yield b"retry: 3000\n\n"
        check = clock() + CHECK
        while not listener.has_ended:
            yield await _chunk(live, listener)
            if clock() > check:
                if not await _stands(ears, still):
                    return
                check = clock() + CHECK


async def _chunk(live: HintBroker, listener: HintListener) -> bytes:
    found = await listener.wait_for_hints(BEAT)
    if not found and not live.is_receiving.is_set():
        found = [HINTS_MISSED]
    return b"".join(map(_event, found)) or QUIET


async def _stands(ears: tuple[TeamScope], still: Callable[[], Awaitable[tuple[TeamScope] | None]]) -> bool:
    try:
        return await still() == ears
    except AWAY:
        return True  # the database is restarting: that ends nobody's session


def _event(hint: LiveHint) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (hint.kind.encode(), msgspec.json.encode({"id": hint.id}))


class _Impatient(ASGIStreamingResponse):
    """A stream that ends when its reader has left, or does not read."""

    async def send_body(self, send: Send, receive: Receive) -> None:
        """Send until either side is gone. The framework's own way waits for the reader for ever."""

        async def soon(message: Message) -> None:
            async with asyncio.timeout(READ_WITHIN):
                await send(message)

        sides = {asyncio.ensure_future(self._stream(soon)), asyncio.ensure_future(_left(receive))}
        try:
            await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for side in sides:
                side.cancel()
            found = await asyncio.gather(*sides, return_exceptions=True)
            await self.iterator.aclose()  # type: ignore[union-attr] # it is `_events`
        for error in found:
            if isinstance(error, Exception) and not isinstance(error, TimeoutError):
                raise error


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class _Unbuffered(Stream):
    """A stream of events that nobody on the way keeps."""

    def __init__(self, events: AsyncIterator[bytes]) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(events, media_type="text/event-stream", headers=headers)

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **more: Any) -> _Impatient:
        """Make the response that goes out."""
        headers = {**(more.pop("headers", None) or {}), **self.headers}
        more.pop("type_encoders", None)
        return _Impatient(**{**more, "iterator": self.iterator, "headers": headers, "media_type": "text/event-stream"})


def make_room() -> None:
    """Let the process have as many connections as the system allows it: the usual thousand is fewer than phones."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


@contextmanager
def hanging_up(live: HintBroker) -> Iterator[None]:
    """End all streams as soon as the process is told to stop: the server would wait for them before it lets the app know.

    The event loop's own way to hear signals stays as it is; this is called beside it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop, before = asyncio.get_running_loop(), dict[int, Any]()

    def stop(number: int, frame: Any) -> None:
        loop.call_soon_threadsafe(live.end_all_listeners)
        if callable(before[number]):
            before[number](number, frame)

    for number in (int(signal.SIGTERM), int(signal.SIGINT)):
        before[number] = signal.getsignal(number)
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


handlers = [listen]
