"""The app in a test's own process, and how its client reaches it."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from typing import Any

import pytest
from httpx import ASGITransport
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from api import request_clocks
from api.admission import AdmissionLimit
from api.app import create_app, open_boards_and_live
from api.problem_responses import PROBLEM_TYPE_PREFIX, find_refusal_status
from api.refusal_docs import list_refusals
from learning.settings import Settings, parse_settings

PROBLEM_DOCUMENT_START = f'{{"type":"{PROBLEM_TYPE_PREFIX}'.encode()
SECONDS_ON_A_BUSY_MACHINE = 14.0
FRAMEWORK_PROBLEM_CODES = frozenset(
    ("request.refused", "server.busy", "server.database_unavailable", "server.unexpected_error")
)
"""Codes of the answers to errors that are no refusals. Handlers do not declare them."""


@asynccontextmanager
async def open_app(**environment: str) -> AsyncIterator[Litestar]:
    """Open the whole app with settings from `environment`, with boards and live hints.

    The pool must be open. A refusal that its handler does not declare fails the test. Tests send
    faster than phones, so their requests wait for no share of the loop unless the test says so, and
    none is one too many. On a machine that is busy with other tests they also may take longer.
    """
    app = _create_cached_app(parse_settings({"HEROBREAK_PHONE_PERCENT": "100", **environment}))
    undeclared: list[str] = []
    collect = partial(_collect_undeclared_refusal, undeclared)
    app.before_send.append(collect)
    patch = pytest.MonkeyPatch()
    patch.setattr(request_clocks, "REQUEST_SECONDS", SECONDS_ON_A_BUSY_MACHINE)
    try:
        async with open_boards_and_live(app, os.environ["REDIS_URL"], os.environ["REDIS_URL"]):
            yield app
    finally:
        patch.undo()
        app.before_send.remove(collect)
    assert not undeclared, f"declare_refusals in the API lacks {undeclared}"


async def _collect_undeclared_refusal(undeclared: list[str], message: Any, scope: Any) -> None:
    """Note the code of a problem document that the documentation of its handler does not name.

    It reads what is sent, so that it also sees the refusals that a handler answers itself.
    """
    handler, body = scope.get("route_handler"), message.get("body", b"")
    if not isinstance(handler, HTTPRouteHandler) or not body.startswith(PROBLEM_DOCUMENT_START):
        return
    document = json.loads(body)
    declared = {(find_refusal_status(kind), code) for kind, code in list_refusals(handler)}
    if (
        handler.resolve_include_in_schema()
        and document["code"] not in FRAMEWORK_PROBLEM_CODES
        and (document["status"], document["code"]) not in declared
    ):
        undeclared.append(f"{handler.handler_name}: {document['status']} {document['code']}")


class _NoLimit(AdmissionLimit):
    """Lets in as many requests as a test sends."""

    def __init__(self) -> None:
        super().__init__()
        self.requests_at_once = 1000

    def adjust(self, seconds: float) -> None:
        """Change nothing."""


@cache
def _create_cached_app(settings: Settings) -> Litestar:
    """Make an app that many tests use in turn: making it takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(request_clocks, "AdmissionLimit", _NoLimit)
        return create_app(settings)


def make_transport(
    app: Litestar, address: str = "127.0.0.1", *, raise_app_errors: bool = True
) -> ASGITransport:
    """Make the transport to the app for a client at this address.

    With `raise_app_errors`, faults of the app reach the test.

    httpx takes any mapping for a scope where Litestar names its own, so the two types never meet.
    """
    untyped: Any = app
    return ASGITransport(untyped, raise_app_exceptions=raise_app_errors, client=(address, 123))
