"""Run the app in the process of a test, and connect a client to it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from httpx import ASGITransport
from litestar import Litestar

from api.app import create_app, open_boards_and_live
from learning.settings import Settings, parse_settings


@asynccontextmanager
async def open_app(**environment: str) -> AsyncIterator[Litestar]:
    """Open the whole app with settings from `environment`, with boards and live hints.

    The pool must be open.
    """
    app = _create_cached_app(parse_settings(environment))
    async with open_boards_and_live(app, os.environ["REDIS_URL"], os.environ["REDIS_URL"]):
        yield app


@cache
def _create_cached_app(settings: Settings) -> Litestar:
    """Make an app that many tests use one after the other, because making it is slow."""
    return create_app(settings)


def make_transport(
    app: Litestar, address: str = "127.0.0.1", *, raise_app_errors: bool = True
) -> ASGITransport:
    """Make the transport of a client with this address.

    With `raise_app_errors` an exception of the app is raised in the test. The app is passed as
    `Any`, because httpx and Litestar declare different types for the ASGI scope.
    """
    untyped: Any = app
    return ASGITransport(untyped, raise_app_exceptions=raise_app_errors, client=(address, 123))
