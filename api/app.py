"""The HTTP door: decode, call one action or query, encode."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from api import (
    badges,
    boards,
    breaks,
    certificate,
    challenges,
    days_off,
    displays,
    edge,
    figures,
    health,
    join,
    live,
    me,
    media,
    moments,
    notices,
    openapi,
    packs,
    people,
    points,
    practice,
    readiness,
    rota,
    session,
    static,
    streak,
    teams,
)
from api.identity import Me, clock, dependencies
from api.logs import set_up_logs
from api.origin import same_origin
from api.problems import HANDLERS, nothing_here
from api.requests import StrictRequest
from learning.actions.count_soon import ChallengeRefresher
from learning.leaderboards import BoardPublisher
from learning.live import HintBroker
from learning.queries.scores import open_boards
from learning.settings import Settings, parse_settings
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
    *days_off.handlers,
    *points.handlers,
    *rota.handlers,
    *teams.handlers,
    *people.handlers,
    *challenges.handlers,
    *figures.handlers,
    *moments.handlers,
    *notices.handlers,
    *live.handlers,
    *displays.handlers,
    *certificate.handlers,
    *readiness.handlers,
    *packs.handlers,
    *media.handlers,
    *health.handlers,
    nothing_here,
]


def create_app(settings: Settings | None = None) -> Litestar:
    """Put the door together; without settings, they are read from the environment."""
    set_up_logs()
    settings = settings or parse_settings(os.environ)
    api = Router(
        path="/api",
        route_handlers=SLICES,
        dependencies={
            **dependencies(settings),
            "boards": Provide(_boards, sync_to_thread=False),
            "soon": Provide(_soon, sync_to_thread=False),
        },
        before_request=same_origin,
        request_max_body_size=LARGEST_BODY,
    )
    app = Litestar(
        route_handlers=[api, edge.Metrics, *static.handlers()],
        exception_handlers=HANDLERS,
        request_class=StrictRequest,
        request_max_body_size=LARGEST_BODY,
        openapi_config=openapi.CONFIG,
        logging_config=None,
        lifespan=[_pools],
        state=State({"settings": settings}),
    )
    app.asgi_handler = edge.edge(app.asgi_handler)
    openapi.describe_problems(app)
    return app


@asynccontextmanager
async def _pools(app: Litestar) -> AsyncIterator[None]:
    """Open the process's one pool and what tells others on its one event loop, and close them at the end."""
    settings: Settings = app.state.settings
    live.make_room()
    await open_pool(settings.database_url)
    try:
        async with tellers(app, settings.boards_url, settings.redis_url):
            with live.hanging_up(app.state.live):
                yield
    finally:
        await close_pool()


@asynccontextmanager
async def tellers(app: Litestar, boards_url: str, redis_url: str) -> AsyncIterator[None]:
    """Open the boards and the hints of a process whose pool is open, and what is counted soon after either was told."""
    app.state.boards, app.state.live = open_boards(boards_url), HintBroker(redis_url)
    app.state.soon = ChallengeRefresher(app.state.live, clock)
    app.state.boards.on_points_changed = app.state.soon.add_people
    try:
        yield
    finally:
        for teller in (app.state.soon, app.state.boards, app.state.live):
            await teller.close()


def _boards(request: StrictRequest, me: Me) -> BoardPublisher:
    """Give the process's boards. Resting on `me`, they are provided after it: side by side costs a task group."""
    boards: BoardPublisher = request.app.state.boards
    return boards


def _soon(request: StrictRequest) -> ChallengeRefresher:
    """Give what the process counts soon."""
    soon: ChallengeRefresher = request.app.state.soon
    return soon
