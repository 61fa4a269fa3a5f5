"""The app in a test's own process, and how its client reaches it."""

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
    """The whole app with these settings, and with the boards and hints that its own lifespan would open. The pool is open already."""
    app = _create_cached_app(parse_settings(environment))
    async with open_boards_and_live(app, os.environ["REDIS_URL"], os.environ["REDIS_URL"]):
        yield app


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
