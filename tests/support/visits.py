"""The type of the fixture that opens clients of the app."""

from collections.abc import Awaitable, Callable

from httpx import AsyncClient

Visit = Callable[..., Awaitable[AsyncClient]]
"""`await visit()` is a new device; `await visit("anna-lee")` is one on which she is signed in."""
