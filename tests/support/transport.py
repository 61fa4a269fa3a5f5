"""How a test's client reaches an app of this process."""

from typing import Any

from httpx import ASGITransport
from litestar import Litestar


def to(app: Litestar, address: str = "127.0.0.1", *, raising: bool = True) -> ASGITransport:
    """A way to the app for a client at this address; `raising` lets the app's own faults through to the test.

    httpx takes any mapping for a scope where Litestar names its own, so the two types never meet.
    """
    untyped: Any = app
    return ASGITransport(untyped, raise_app_exceptions=raising, client=(address, 123))
