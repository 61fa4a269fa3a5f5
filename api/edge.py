"""The edge, before the framework: every request is timed for Prometheus, and what the API answers is kept by nobody between."""

from time import perf_counter
from typing import Any

from litestar.enums import HttpMethod, ScopeType
from litestar.plugins.prometheus import PrometheusController
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from prometheus_client import Histogram

SECONDS = Histogram(
    "herobreak_request_seconds",
    "Seconds from a request's arrival to the end of its answer; its count is the number of requests.",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
API = "/api"
METHODS = frozenset(method.value for method in HttpMethod)
"""What is counted under its own name: a client can make up any other, and each would be kept for ever."""
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"same-origin"),
)
"""What every answer of the API says where its handler has said nothing else."""

_children: dict[tuple[str, str, int], Any] = {}


def edge(app: ASGIApp) -> ASGIApp:
    """Stand before the whole door: one histogram, its labelled children kept by route, and the headers of the API.

    Not among the framework's middleware and response headers: there each costs a layer of exception handling, or a
    look through all headers for every one of them.
    """

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            return await app(scope, receive, send)
        begun = perf_counter()
        status, ours = 500, scope["path"].startswith(API)

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if ours:
                    message["headers"] = _with_ours(message["headers"])
            await send(message)

        try:
            await app(scope, receive, watch)
        finally:
            _child(scope, status).observe(perf_counter() - begun)

    return guarded


def _with_ours(headers: Any) -> list[tuple[bytes, bytes]]:
    """Add what is not there yet."""
    there = {name for name, _ in headers}
    return [*headers, *(header for header in HEADERS if header[0] not in there)]


def _child(scope: HTTPScope, status: int) -> Any:
    method = scope["method"] if scope["method"] in METHODS else "other"
    key = (method, scope.get("path_template", ""), status)
    child = _children.get(key)
    if child is None:
        child = _children[key] = SECONDS.labels(key[0], key[1], str(status))
    return child


class Metrics(PrometheusController):
    """The page that Prometheus reads."""

    include_in_schema = False
