"""The edge, before the framework: every request is timed for Prometheus, and what the API answers is kept by nobody between."""

from time import perf_counter
from typing import Any

from litestar.enums import HttpMethod, ScopeType
from litestar.plugins.prometheus import PrometheusController
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from prometheus_client import Histogram

REQUEST_DURATION_SECONDS = Histogram(
    "herobreak_request_seconds",
    "Seconds from a request's arrival to the end of its answer; its count is the number of requests.",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
API_PATH_PREFIX = "/api"
COUNTED_HTTP_METHODS = frozenset(method.value for method in HttpMethod)
"""What is counted under its own name: a client can make up any other, and each would be kept for ever."""
DEFAULT_API_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"same-origin"),
)
"""What every answer of the API says where its handler has said nothing else."""

_duration_series: dict[tuple[str, str, int], Any] = {}


def add_metrics_and_headers(app: ASGIApp) -> ASGIApp:
    """Stand before the whole door: one histogram, its labelled children kept by route, and the headers of the API.

    Not among the framework's middleware and response headers: there each costs a layer of exception handling, or a
    look through all headers for every one of them.
    """

    async def handle_request(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            return await app(scope, receive, send)
        started_at = perf_counter()
        status, is_api_path = 500, scope["path"].startswith(API_PATH_PREFIX)

        async def send_and_record(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if is_api_path:
                    message["headers"] = _add_missing_headers(message["headers"])
            await send(message)

        try:
            await app(scope, receive, send_and_record)
        finally:
            _select_series(scope, status).observe(perf_counter() - started_at)

    return handle_request


def _add_missing_headers(headers: Any) -> list[tuple[bytes, bytes]]:
    """Add what is not there yet."""
    present_names = {name for name, _ in headers}
    return [*headers, *(header for header in DEFAULT_API_HEADERS if header[0] not in present_names)]


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
    """The page that Prometheus reads."""

    include_in_schema = False
