"""The app in a test's own process, and how its client reaches it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from typing import Any

from httpx import ASGITransport
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from api.app import create_app, open_boards_and_live
from api.refusal_docs import list_refusals
from learning.rules.refusals import Refused
from learning.settings import Settings, parse_settings


@asynccontextmanager
async def open_app(**environment: str) -> AsyncIterator[Litestar]:
    """Open the whole app with settings from `environment`, with boards and live hints.

    The pool must be open. A refusal that its handler does not declare fails the test.
    """
    app = _create_cached_app(parse_settings(environment))
    undeclared: list[str] = []
    collect = partial(_collect_undeclared_refusal, undeclared)
    app.after_exception.append(collect)
    try:
        async with open_boards_and_live(app, os.environ["REDIS_URL"], os.environ["REDIS_URL"]):
            yield app
    finally:
        app.after_exception.remove(collect)
    assert not undeclared, f"declare_refusals in the API lacks {undeclared}"


async def _collect_undeclared_refusal(undeclared: list[str], error: Exception, scope: Any) -> None:
    """Note a refusal of a handler whose documentation does not name it."""
    handler = scope.get("route_handler")
    if (
        not isinstance(error, Refused)
        or " " in error.code
        or not isinstance(handler, HTTPRouteHandler)
    ):
        return
    if handler.resolve_include_in_schema() and error.code not in {
        code for _, code in list_refusals(handler)
    }:
        undeclared.append(f"{handler.handler_name}: {type(error).__name__} {error.code}")


@cache
def _create_cached_app(settings: Settings) -> Litestar:
    """Make an app that many tests may use one after the other: making it takes longer than most of them."""
    return create_app(settings)


def make_transport(
    app: Litestar, address: str = "127.0.0.1", *, raise_app_errors: bool = True
) -> ASGITransport:
    """A way to the app for a client at this address; `raising` lets the app's own faults through to the test.

    httpx takes any mapping for a scope where Litestar names its own, so the two types never meet.
    """
    untyped: Any = app
    return ASGITransport(untyped, raise_app_exceptions=raise_app_errors, client=(address, 123))
