"""ASGI middleware: it times every request for Prometheus, bounds its body and adds headers."""

from time import perf_counter
from typing import Any

from litestar.enums import HttpMethod, ScopeType
from litestar.plugins.prometheus import PrometheusController
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from prometheus_client import Histogram

from api.operator_token import require_operator_token
from api.request_bodies import bound_body

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
TLS_HEADERS = (*DEFAULT_HEADERS, (b"strict-transport-security", b"max-age=31536000"))
"""Those over TLS: a browser then opens this server over TLS alone, for a year."""

_duration_series: dict[tuple[str, str, int], Any] = {}


def add_metrics_and_headers(app: ASGIApp, *, over_tls: bool) -> ASGIApp:
    """Wrap the app: time each request, bound the time of its body, add headers to its response.

    `over_tls` says whether people reach this server over TLS.

    The framework's own middleware and response headers would be slower: each costs a layer of
    exception handling, or a search through all headers.
    """
    missing_headers = TLS_HEADERS if over_tls else DEFAULT_HEADERS

    async def handle_request(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            return await app(scope, receive, send)
        started_at = perf_counter()
        status = 500

        async def send_and_record(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _add_missing_headers(message["headers"], missing_headers)
            await send(message)

        try:
            await app(scope, bound_body(receive), send_and_record)
        finally:
            _select_series(scope, status).observe(perf_counter() - started_at)

    return handle_request


def _add_missing_headers(
    headers: Any, defaults: tuple[tuple[bytes, bytes], ...]
) -> list[tuple[bytes, bytes]]:
    """Add the defaults that are missing."""
    present_names = {name for name, _ in headers}
    return [*headers, *(header for header in defaults if header[0] not in present_names)]


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
