"""The stream of hints to a phone or a display: server-sent events that say what to fetch again."""

import asyncio
import resource
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Stream
from litestar.response.streaming import ASGIStreamingResponse
from litestar.types import Message, Receive, Send

from api.identity import read_clock, read_session_token
from api.open_streams import OpenStreams
from api.problem_responses import DATABASE_UNAVAILABLE_ERRORS
from api.refusal_docs import declare_refusals
from api.security_docs import NEEDS_SESSION
from api.shared_refusals import OWN_SECRET_REFUSALS
from api.strict_requests import StrictRequest
from learning.events import Listeners
from learning.live_hints import HINTS_MISSED, HintBroker, HintListener, LiveHint
from learning.queries.notices.subscriptions import HintScope, load_person_scope
from learning.queries.people.current_user import make_not_signed_in_error
from learning.rules.refusals import Forbidden, TooManyRequests

KEEPALIVE_SECONDS = 15.0
"""Seconds of silence after which the stream sends a comment, to show that it is open."""
SCOPE_CHECK_SECONDS = 180.0
"""Seconds between two checks that the teams of a stream are the same."""
CLIENT_READ_TIMEOUT_SECONDS = 10.0
"""Seconds that a client has to read what was sent. The stream of a slower one is closed."""
FULL_RETRY_SECONDS = 60
MAX_OPEN_FILES = 10_240
"""Open files and connections of a process: twice the phones that may listen."""
KEEPALIVE_COMMENT = b":\n\n"

RequestListeners = NamedDependency[Listeners]
FindScope = Callable[[str, datetime], Awaitable[HintScope | None]]


@get(
    "/live",
    media_type="text/event-stream",
    tags=["live"],
    security=NEEDS_SESSION,
    opt=declare_refusals(
        *OWN_SECRET_REFUSALS,
        (TooManyRequests, "live.too_many_listeners"),
    ),
)
async def stream_hints(request: StrictRequest) -> Stream:
    """Stream hints of the person's teams.

    The events are `challenge`, `notice`, `moment` and `board`, each with the id of what changed.
    The event `away` says that hints may have been missed: fetch again what is on the screen.
    """
    return await open_hint_stream(request, read_session_token(request), load_person_scope)


async def open_hint_stream(request: StrictRequest, token: str, find_scope: FindScope) -> Stream:
    """Answer with a stream of the hints for the owner of a token.

    Raises:
        Unauthenticated: the token belongs to nobody.
        Forbidden: somebody else has set the secret of the person.
        TooManyRequests: this process has as many listeners as it may have, in all or of the owner.
    """
    live: HintBroker = request.app.state.live
    streams: OpenStreams = request.app.state.streams
    scope = await find_scope(token, read_clock())
    if scope is None:
        raise make_not_signed_in_error()
    if live.is_full or not streams.has_room(token, scope.owner):
        raise TooManyRequests("live.too_many_listeners", wait=FULL_RETRY_SECONDS)
    events = _stream_events(
        live,
        scope,
        lambda: find_scope(token, read_clock()),
        lambda listener: streams.hold_stream(token, scope.owner, listener),
    )
    return _UnbufferedStream(events)


async def _stream_events(
    live: HintBroker,
    scope: HintScope,
    reload_scope: Callable[[], Awaitable[HintScope | None]],
    hold_stream: Callable[[HintListener], AbstractContextManager[None]],
) -> AsyncIterator[bytes]:
    """Yield the bytes to send until the listener has ended or its session or teams have changed.

    The phone then opens a new stream.
    """
    loop_time = asyncio.get_running_loop().time
    with live.subscribe(scope.teams) as listener, hold_stream(listener):
        yield b"retry: 3000\n\n"
        next_check = loop_time() + SCOPE_CHECK_SECONDS
        while not listener.has_ended:
            yield await _next_chunk(live, listener)
            if loop_time() > next_check:
                if not await _is_scope_unchanged(scope, reload_scope):
                    return
                next_check = loop_time() + SCOPE_CHECK_SECONDS


async def _next_chunk(live: HintBroker, listener: HintListener) -> bytes:
    pending_hints = await listener.wait_for_hints(KEEPALIVE_SECONDS)
    if not pending_hints and not live.is_receiving.is_set():
        pending_hints = [HINTS_MISSED]
    return b"".join(map(_encode_event, pending_hints)) or KEEPALIVE_COMMENT


async def _is_scope_unchanged(
    scope: HintScope, reload_scope: Callable[[], Awaitable[HintScope | None]]
) -> bool:
    try:
        return await reload_scope() == scope
    except DATABASE_UNAVAILABLE_ERRORS:
        return True  # the database restarts, which does not end a session
    except Forbidden:
        return False  # somebody else has set the secret of the person


def _encode_event(hint: LiveHint) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (hint.kind.encode(), msgspec.json.encode({"id": hint.id}))


class _TimedStreamingResponse(ASGIStreamingResponse):
    """A stream that ends when its client has left, or does not read."""

    async def send_body(self, send: Send, receive: Receive) -> None:
        """Send until either side has gone. The framework would wait for a client for ever."""

        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(CLIENT_READ_TIMEOUT_SECONDS):
                await send(message)

        tasks = {
            asyncio.ensure_future(self._stream(send_in_time)),
            asyncio.ensure_future(_wait_for_disconnect(receive)),
        }
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            await self.iterator.aclose()  # type: ignore[union-attr] # it is `_stream_events`
        for error in results:
            if isinstance(error, Exception) and not isinstance(error, TimeoutError):
                raise error


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class _UnbufferedStream(Stream):
    """A stream of events that no proxy may buffer or store."""

    def __init__(self, events: AsyncIterator[bytes]) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(events, media_type="text/event-stream", headers=headers)

    def to_asgi_response(
        self, app: Any, request: Request[Any, Any, Any], **more: Any
    ) -> _TimedStreamingResponse:
        """Build the response that sends the events."""
        headers = {**(more.pop("headers", None) or {}), **self.headers}
        more.pop("type_encoders", None)
        return _TimedStreamingResponse(
            **{
                **more,
                "iterator": self.iterator,
                "headers": headers,
                "media_type": "text/event-stream",
            }
        )


def raise_open_file_limit() -> None:
    """Raise the limit of open files, up to what the system allows.

    The usual 1024 are fewer than the phones that may listen.
    """
    soft_limit, hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    target = (
        MAX_OPEN_FILES if hard_limit == resource.RLIM_INFINITY else min(MAX_OPEN_FILES, hard_limit)
    )
    if soft_limit != resource.RLIM_INFINITY and soft_limit < target:
        resource.setrlimit(resource.RLIMIT_NOFILE, (target, hard_limit))


@contextmanager
def close_streams_on_signal(live: HintBroker) -> Iterator[None]:
    """End all streams as soon as the process receives a signal to stop.

    The server waits for open streams before it tells the application to stop. Signal handlers that
    are set already are called, too.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop, previous_handlers = asyncio.get_running_loop(), dict[int, Any]()

    def handle_signal(number: int, frame: Any) -> None:
        loop.call_soon_threadsafe(live.end_all_listeners)
        if callable(previous_handlers[number]):
            previous_handlers[number](number, frame)

    for number in (int(signal.SIGTERM), int(signal.SIGINT)):
        previous_handlers[number] = signal.getsignal(number)
        signal.signal(number, handle_signal)
    try:
        yield
    finally:
        for number, handler in previous_handlers.items():
            signal.signal(number, handler)


handlers = [stream_hints]
