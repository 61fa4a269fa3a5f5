"""What a visitor of the app's door is."""

from collections.abc import Awaitable, Callable

from httpx import AsyncClient

Visit = Callable[..., Awaitable[AsyncClient]]
"""`await visit()` is a new device; `await visit("anna-lee")` is one that she signs in on."""
