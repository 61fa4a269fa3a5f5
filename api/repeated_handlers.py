"""Handlers are called again when the database has ended their transaction for a conflict."""

from collections.abc import Awaitable, Callable, Iterable
from functools import wraps
from inspect import iscoroutinefunction
from typing import ParamSpec, TypeVar

from litestar.handlers import HTTPRouteHandler
from litestar.types import ControllerRouterHandler

from learning.tables.repeats import repeat_after_conflict

P = ParamSpec("P")
R = TypeVar("R")


def repeat_handlers(
    handlers: Iterable[ControllerRouterHandler],
) -> list[ControllerRouterHandler]:
    """Let every handler that may use the database repeat what it does after a conflict."""
    handlers = list(handlers)
    for handler in handlers:
        if isinstance(handler, HTTPRouteHandler) and iscoroutinefunction(handler.fn):
            handler(_repeat(handler.fn))
    return handlers


def _repeat(handle: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    @wraps(handle)
    async def handle_repeatedly(*args: P.args, **kwargs: P.kwargs) -> R:
        return await repeat_after_conflict(lambda: handle(*args, **kwargs))

    return handle_repeatedly
