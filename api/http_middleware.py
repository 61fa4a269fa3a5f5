"""ASGI middleware around all requests: shares of the loop, limits, headers."""

from asyncio import CancelledError
from time import perf_counter
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.cookies import get_session_cookie_name
from api.fair_share import FairShare, TurnRefused
from api.problem_responses import build_refusal_messages, send_refusal
from api.request_bodies import bound_body
from api.request_clocks import DATABASE_LATE, SERVER_BUSY, RequestClocks
from api.strict_requests import find_cookie
from learning.metrics import REFUSALS
from learning.settings import Settings

BUSY_REFUSALS = REFUSALS.labels(SERVER_BUSY.code)
MAX_KEPT_REFUSALS = 100
"""Languages in which the refusal of a request too many is kept ready."""
DEFAULT_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
)
"""Headers of every response whose handler has not set them.

No cache may store a response, and one that is opened as a page can do nothing.
"""
ALWAYS_ANSWERED_PATHS = frozenset({"/api/health/live"})
"""What is answered also by a process that refuses everything else: it is alive."""
TLS_HEADERS = (
    *DEFAULT_HEADERS,
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
)
"""Those over TLS: a browser then opens this server and what is below it over TLS alone."""


def add_middleware(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Wrap the app: give each phone its share, limit requests, add headers.

    The framework's own middleware and response headers would be slower: each costs a layer of
    exception handling, or a search through all headers.
    """
    return _Middleware(app, settings).handle_request


class _Middleware:
    """The app with what surrounds all of its requests."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._clocks = app, RequestClocks()
        self._refusals: dict[bytes | None, list[Any]] = {}
        self._cookie_name = get_session_cookie_name(settings).encode()
        self._is_shared = settings.phone_percent < 100
        self._fair_share = FairShare(settings.phone_percent / 100)
        self._default_headers = TLS_HEADERS if settings.uses_https else DEFAULT_HEADERS
        self._default_names = frozenset(name for name, _ in self._default_headers)

    async def handle_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
        elif self._is_refused(scope):
            await self._refuse(scope, send)
        else:
            await self._run(scope, receive, send)

    async def _run(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Run the app in the share and in the time of the request."""
        clocks, default_headers, default_names = (
            self._clocks,
            self._default_headers,
            self._default_names,
        )
        started_at, clock = perf_counter(), None
        has_begun = False

        async def send_and_record(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                clocks.stop(clock)
                has_begun = True
                present_names = {name for name, _ in message["headers"]}
                missing = (
                    default_headers
                    if present_names.isdisjoint(default_names)
                    else [header for header in default_headers if header[0] not in present_names]
                )
                message["headers"] = [*message["headers"], *missing]
            await send(message)

        async def run_app() -> None:
            # Its time and its place count from here, after a wait for the share of the phone.
            nonlocal clock
            if self._is_refused(scope):
                await self._refuse(scope, send)
            else:
                clock = clocks.start(scope, receive, perf_counter() - started_at)
                await self._app(scope, bound_body(receive, clock), send_and_record)

        token = find_cookie(scope["headers"], self._cookie_name) if self._is_shared else None
        try:
            await (run_app() if token is None else self._fair_share.run(token, scope, run_app()))
        except CancelledError:
            clocks.stop(clock)  # its end must not be ended again
            if clock is None or has_begun or not clock.take_cancellation():
                raise
            if clock.is_late:
                self._fair_share.refuse_waiting(token)
                await send_refusal(scope, send_and_record, clock.get_refusal())
        except TurnRefused:
            await send_refusal(scope, send_and_record, DATABASE_LATE)
        finally:
            clocks.stop(clock)

    def _is_refused(self, scope: HTTPScope) -> bool:
        """Say whether there are too many requests for this one."""
        return self._clocks.is_full and scope["path"] not in ALWAYS_ANSWERED_PATHS

    async def _refuse(self, scope: HTTPScope, send: Send) -> None:
        """Refuse one request too many. It takes little time, since there may be very many."""
        BUSY_REFUSALS.inc()
        language = next(
            (value for name, value in scope["headers"] if name == b"accept-language"), None
        )
        messages = self._refusals.get(language)
        if messages is None:
            messages = build_refusal_messages(scope, SERVER_BUSY)
            start = messages[0]
            start["headers"] = [*start["headers"], *self._default_headers]
            if len(self._refusals) < MAX_KEPT_REFUSALS:
                self._refusals[language] = messages
        for message in messages:
            await send(message.copy())
