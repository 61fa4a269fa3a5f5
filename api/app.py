"""The HTTP door: decode, call one action or query, encode."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from api import (
    badges,
    boards,
    breaks,
    certificate,
    challenges,
    health,
    join,
    me,
    media,
    metrics,
    moments,
    openapi,
    packs,
    people,
    points,
    practice,
    rota,
    session,
    static,
    streak,
    teams,
)
from api.identity import Me, dependencies
from api.logs import set_up_logs
from api.origin import same_origin
from api.problems import HANDLERS, HEADERS, StrictRequest, nothing_here
from learning.leaderboards import Boards
from learning.queries.scores import boards_at
from learning.settings import Settings, from_environment
from learning.tables.database import close_pool, open_pool

LARGEST_BODY = 1024 * 1024

SLICES: list[ControllerRouterHandler] = [
    *breaks.handlers,
    *practice.handlers,
    *badges.handlers,
    *boards.handlers,
    *session.handlers,
    *join.handlers,
    *me.handlers,
    *streak.handlers,
    *points.handlers,
    *rota.handlers,
    *teams.handlers,
    *people.handlers,
    *challenges.handlers,
    *moments.handlers,
    *certificate.handlers,
    *packs.handlers,
    *media.handlers,
    *health.handlers,
    nothing_here,
]


def create_app(settings: Settings | None = None) -> Litestar:
    """Put the door together; without settings, they are read from the environment."""
    set_up_logs()
    settings = settings or from_environment(os.environ)
    api = Router(
        path="/api",
        route_handlers=SLICES,
        dependencies={**dependencies(settings), "boards": Provide(_boards, sync_to_thread=False)},
        before_request=same_origin,
        response_headers=HEADERS,
        request_max_body_size=LARGEST_BODY,
    )
    app = Litestar(
        route_handlers=[api, metrics.Metrics, *static.handlers()],
        exception_handlers=HANDLERS,
        request_class=StrictRequest,
        request_max_body_size=LARGEST_BODY,
        openapi_config=openapi.CONFIG,
        logging_config=None,
        lifespan=[_pools],
        state=State({"settings": settings}),
    )
    app.asgi_handler = metrics.timed(app.asgi_handler)
    openapi.describe_problems(app)
    return app


@asynccontextmanager
async def _pools(app: Litestar) -> AsyncIterator[None]:
    """Open the process's one pool and its boards on its one event loop, and close them at the end."""
    await open_pool()
    app.state.boards = boards_at(app.state.settings.boards_url)
    try:
        yield
    finally:
        await app.state.boards.close()
        await close_pool()


def _boards(request: Request[Any, Any, Any], me: Me) -> Boards:
    """Give the process's boards. Resting on `me`, they are provided after it: side by side costs a task group."""
    boards: Boards = request.app.state.boards
    return boards
