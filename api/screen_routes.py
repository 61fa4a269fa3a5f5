"""Which routes are for screens: they use a pool of their own, so that answers never wait for them.

These are the routes of leaders and admins, and the slow ones: they read what concerns many people.
"""

from collections.abc import Iterable
from typing import Any

from litestar import Request
from litestar.handlers import BaseRouteHandler

from api.csrf import require_same_origin
from api.request_clocks import LEADER_SECONDS, TIME_LIMIT_OPTION, require_place_for_screen
from learning.tables.database import uses_screen_pool

SCREEN_OPTION = "uses_screen_pool"
SCREEN_PARAMETERS = frozenset({"leader", "admin"})


def mark_screen_routes(handlers: Iterable[BaseRouteHandler]) -> None:
    """Give the routes for screens their option, and a time limit where they have none."""
    for handler in handlers:
        is_slow = TIME_LIMIT_OPTION in handler.opt
        if is_slow or not SCREEN_PARAMETERS.isdisjoint(handler.parsed_fn_signature.parameters):
            handler.opt[SCREEN_OPTION] = True
            handler.opt.setdefault(TIME_LIMIT_OPTION, LEADER_SECONDS)


async def begin_request(request: Request[Any, Any, Any]) -> None:
    """Check where a request comes from, and choose its pool.

    Raises:
        Forbidden: a page of another site sent it.
        ServerBusy: there are too many requests for screens.
    """
    await require_same_origin(request)
    is_screen = bool(request.route_handler.opt.get(SCREEN_OPTION))
    uses_screen_pool.set(is_screen)
    if is_screen:
        require_place_for_screen()
