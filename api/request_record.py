"""Record every request: an id, one line of the log, and its time for Prometheus."""

import re
from secrets import token_hex
from time import perf_counter
from typing import Any

from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.request_log import RequestLog
from learning.metrics import REQUEST_SECONDS
from learning.request_context import use_request_id

REQUEST_ID_HEADER = b"x-request-id"
REQUEST_ID = re.compile(rb"[0-9A-Za-z._-]{8,64}")
"""An id that a client or a proxy may choose. Another one is replaced."""
COUNTED_HTTP_METHODS = frozenset(method.value for method in HttpMethod)
"""Methods with a label of their own. Clients can invent others, and labels are never deleted."""
CLIENT_LEFT_STATUS = 499
"""What is recorded of a request whose client has left before there was an answer."""

_duration_series: dict[tuple[str, str, int], Any] = {}


def record_requests(app: ASGIApp, request_log: RequestLog) -> ASGIApp:
    """Wrap the app with all other middleware in it."""

    async def handle_request(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            try:
                return await app(scope, receive, send)
            finally:
                request_log.flush()
        started_at, status = perf_counter(), CLIENT_LEFT_STATUS
        request_id = _find_request_id(scope) or token_hex(8)
        id_header = (REQUEST_ID_HEADER, request_id.encode())

        async def send_and_record(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], id_header]
            await send(message)

        with use_request_id(request_id):
            try:
                await app(scope, receive, send_and_record)
            except Exception:
                status = 500
                raise
            finally:
                _record(scope, status, perf_counter() - started_at, request_id, request_log)

    return handle_request


def _find_request_id(scope: HTTPScope) -> str:
    """Give the id that a client or proxy has sent; empty without a good one."""
    for name, value in scope["headers"]:
        if name == REQUEST_ID_HEADER:
            return value.decode() if REQUEST_ID.fullmatch(value) else ""
    return ""


def _record(
    scope: HTTPScope, status: int, seconds: float, request_id: str, request_log: RequestLog
) -> None:
    method = scope["method"] if scope["method"] in COUNTED_HTTP_METHODS else "other"
    key = (method, scope.get("path_template", ""), status)
    series = _duration_series.get(key)
    if series is None:
        series = _duration_series[key] = REQUEST_SECONDS.labels(key[0], key[1], str(status))
    series.observe(seconds)
    request_log.add_line(*key, seconds, request_id)
