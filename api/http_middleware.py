"""ASGI middleware around all requests: shares of the loop, times, bounds of bodies, headers."""

from time import perf_counter
from typing import Any

from litestar.enums import HttpMethod, ScopeType
from litestar.plugins.prometheus import PrometheusController
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from prometheus_client import Histogram

from api.cookies import get_session_cookie_name
from api.fair_share import FairShare
from api.operator_token import require_operator_token
from api.request_bodies import bound_body
from api.strict_requests import find_cookie
from learning.settings import Settings

REQUEST_DURATION_SECONDS = Histogram(
    "herobreak_request_seconds",
    "Seconds from the arrival of a request to the end of its response.",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
COUNTED_HTTP_METHODS = frozenset(method.value for method in HttpMethod)
"""Methods with a label of their own. Clients can invent others, and labels are never deleted."""
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

_duration_series: dict[tuple[str, str, int], Any] = {}


def add_middleware(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Wrap the app: give each phone its share, time requests, bound their bodies, add headers.

    The framework's own middleware and response headers would be slower: each costs a layer of
    exception handling, or a search through all headers.
    """
    cookie_name = get_session_cookie_name(settings).encode()
    fair_share = FairShare(settings.phone_percent / 100)
    is_shared = settings.phone_percent < 100

    async def handle_request(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            return await app(scope, receive, send)
        started_at = perf_counter()
        status = 500

        async def send_and_record(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _add_missing_headers(message["headers"])
            await send(message)

        async def run_app() -> None:
            # The time for the body begins here, after a wait for the share of the phone.
            await app(scope, bound_body(receive), send_and_record)

        try:
            token = find_cookie(scope["headers"], cookie_name) if is_shared else None
            await (run_app() if token is None else fair_share.run(token, scope, run_app()))
        finally:
            _select_series(scope, status).observe(perf_counter() - started_at)

    return handle_request


def _add_missing_headers(headers: Any) -> list[tuple[bytes, bytes]]:
    """Add the `DEFAULT_HEADERS` that are missing."""
    present_names = {name for name, _ in headers}
    return [*headers, *(header for header in DEFAULT_HEADERS if header[0] not in present_names)]


def _select_series(scope: HTTPScope, status: int) -> Any:
    method = scope["method"] if scope["method"] in COUNTED_HTTP_METHODS else "other"
    key = (method, scope.get("path_template", ""), status)
    series = _duration_series.get(key)
    if series is None:
        series = _duration_series[key] = REQUEST_DURATION_SECONDS.labels(
            key[0], key[1], str(status)
        )
    return series


class MetricsController(PrometheusController):
    """The handler of `/metrics` for Prometheus, which sends the operator's token."""

    include_in_schema = False
    guards = (require_operator_token,)
