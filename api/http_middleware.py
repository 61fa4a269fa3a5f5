"""ASGI middleware around all requests: shares of the loop, limits, headers."""

from asyncio import CancelledError

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.cookies import get_session_cookie_name
from api.fair_share import FairShare
from api.problem_responses import send_refusal
from api.request_bodies import bound_body
from api.request_clocks import SERVER_BUSY, RequestClocks
from api.strict_requests import find_cookie
from learning.settings import Settings

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
    clocks = RequestClocks()
    cookie_name = get_session_cookie_name(settings).encode()
    fair_share = FairShare(settings.phone_percent / 100)
    is_shared = settings.phone_percent < 100
    default_headers = TLS_HEADERS if settings.uses_https else DEFAULT_HEADERS
    default_names = frozenset(name for name, _ in default_headers)

    async def handle_request(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            return await app(scope, receive, send)
        clock, has_begun = None, False

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
            clock = clocks.start(scope)
            if clocks.is_over_full and scope["path"] not in ALWAYS_ANSWERED_PATHS:
                await send_refusal(scope, send_and_record, SERVER_BUSY)
            else:
                await app(scope, bound_body(receive, clock), send_and_record)

        try:
            token = find_cookie(scope["headers"], cookie_name) if is_shared else None
            await (run_app() if token is None else fair_share.run(token, scope, run_app()))
        except CancelledError:
            clocks.stop(clock)  # its end must not be ended again
            refusal = clock.take_refusal() if clock else None
            if refusal is None or has_begun:
                raise
            await send_refusal(scope, send_and_record, refusal)
        finally:
            clocks.stop(clock)

    return handle_request
