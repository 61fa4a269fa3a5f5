"""The HTTP entry point: decode, call one action or query, encode."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.routes import HTTPRoute
from litestar.types import ControllerRouterHandler

from api import (
    audit,
    badges,
    breaks,
    certificate,
    challenges,
    days_off,
    displays,
    figures,
    health,
    http_middleware,
    join,
    leaderboards,
    live,
    me,
    media,
    metrics,
    moment_photos,
    moment_settlement,
    moments,
    notices,
    openapi_document,
    packs,
    passkey_sign_in,
    passkeys,
    people,
    points,
    practice,
    readiness,
    rota,
    session,
    sessions,
    static_files,
    streak,
    teams,
)
from api.identity import Me, check_roles, make_request_dependencies, read_clock
from api.late_decoding import LateDecodingPlugin
from api.open_streams import OpenStreams
from api.problem_responses import EXCEPTION_HANDLERS, answer_unknown_path
from api.process_heartbeat import HEARTBEAT_FOLDER_VARIABLE, beat_while_open
from api.refusal_audit import REFUSAL_HANDLERS
from api.repeated_handlers import repeat_handlers
from api.request_clocks import LOCK_SECONDS, REQUEST_SECONDS, SCREEN_STATEMENT_SECONDS
from api.request_log import RequestLog
from api.request_record import record_requests
from api.screen_routes import begin_request, mark_screen_routes
from api.strict_requests import StrictRequest
from api.struct_schemas import StrictStructPlugin
from learning.actions.boards.open_boards import open_boards
from learning.actions.challenges.refresh_challenges import ChallengeRefresher
from learning.events import Listeners
from learning.leaderboards import BoardPublisher
from learning.live_hints import HintBroker
from learning.log_setup import configure_logging
from learning.rules.people.refusal_counts import RefusalCounts
from learning.settings import Settings, parse_settings
from learning.tables.database import TimeLimits, close_pool, open_pool, open_screen_pool

MAX_REQUEST_BODY_BYTES = 1024 * 1024
MAIN_CONNECTIONS, SCREEN_CONNECTIONS = 8, 3
"""Of each pool of a process: for single statements, and as many for transactions."""
MAIN_LIMITS = TimeLimits(REQUEST_SECONDS, LOCK_SECONDS, REQUEST_SECONDS + LOCK_SECONDS)
SCREEN_LIMITS = TimeLimits(SCREEN_STATEMENT_SECONDS, LOCK_SECONDS, SCREEN_STATEMENT_SECONDS)

API_ROUTE_HANDLERS: list[ControllerRouterHandler] = repeat_handlers(
    [
        *breaks.handlers,
        *practice.handlers,
        *badges.handlers,
        *leaderboards.handlers,
        *session.handlers,
        *sessions.handlers,
        *passkeys.handlers,
        *passkey_sign_in.handlers,
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
        *moment_photos.handlers,
        *moment_settlement.handlers,
        *notices.handlers,
        *live.handlers,
        *displays.handlers,
        *certificate.handlers,
        *readiness.handlers,
        *packs.handlers,
        *media.handlers,
        *audit.handlers,
        *health.handlers,
        answer_unknown_path,
    ]
)


def create_app(settings: Settings | None = None) -> Litestar:
    """Build the application. Without `settings`, they are read from the environment."""
    configure_logging()
    settings = settings or parse_settings(os.environ)
    api = Router(
        path="/api",
        route_handlers=API_ROUTE_HANDLERS,
        dependencies={
            **make_request_dependencies(settings),
            "boards": Provide(_provide_boards, sync_to_thread=False),
            "listeners": Provide(_provide_listeners, sync_to_thread=False),
        },
        before_request=begin_request,
        request_max_body_size=MAX_REQUEST_BODY_BYTES,
    )
    app = Litestar(
        route_handlers=[
            api,
            *metrics.handlers,
            *static_files.make_static_handlers(),
        ],
        exception_handlers=EXCEPTION_HANDLERS | REFUSAL_HANDLERS,
        request_class=StrictRequest,
        request_max_body_size=MAX_REQUEST_BODY_BYTES,
        openapi_config=openapi_document.OPENAPI_CONFIG,
        logging_config=None,
        plugins=[LateDecodingPlugin(), StrictStructPlugin()],
        lifespan=[_manage_lifespan],
        state=State({"settings": settings}),
    )
    app.asgi_handler = record_requests(
        http_middleware.add_middleware(app.asgi_handler, settings), RequestLog()
    )
    openapi_document.describe_json_bodies(app)
    openapi_document.describe_answers(app)
    openapi_document.describe_refusals(app)
    openapi_document.describe_security(app)
    handlers = [
        handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
    ]
    check_roles(handlers)
    mark_screen_routes(handlers)
    return app


@asynccontextmanager
async def _manage_lifespan(app: Litestar) -> AsyncIterator[None]:
    """Open the pool, the boards and the hints when the process starts; close them at its end."""
    settings: Settings = app.state.settings
    live.raise_open_file_limit()
    await open_pool(settings.database_url, MAIN_CONNECTIONS, limits=MAIN_LIMITS)
    await open_screen_pool(settings.database_url, SCREEN_CONNECTIONS, SCREEN_LIMITS)
    try:
        async with (
            open_boards_and_live(app, settings.boards_url, settings.redis_url),
            beat_while_open(os.environ.get(HEARTBEAT_FOLDER_VARIABLE)),
        ):
            with live.close_streams_on_signal(app.state.live):
                yield
    finally:
        await close_pool()


@asynccontextmanager
async def open_boards_and_live(
    app: Litestar, boards_url: str, redis_url: str
) -> AsyncIterator[None]:
    """Open the hints, the boards and the listeners to events. The pool must be open already."""
    live, streams = HintBroker(redis_url), OpenStreams(read_clock)
    refresher = ChallengeRefresher(live, read_clock)
    # The listeners of this process. Handlers publish to them, and the boards do for all points.
    listeners = Listeners((refresher,))
    boards = open_boards(boards_url, listeners=listeners)
    app.state.live, app.state.boards, app.state.listeners = live, boards, listeners
    app.state.streams, app.state.refusal_counts = streams, RefusalCounts()
    try:
        yield
    finally:
        for resource in (refresher, boards, streams, live):
            await resource.close()


def _provide_boards(request: StrictRequest, me: Me) -> BoardPublisher:
    """Give the boards of the process.

    They depend on `me` so that the framework provides them after it. Two dependencies side by side
    would cost a task group.
    """
    boards: BoardPublisher = request.app.state.boards
    return boards


def _provide_listeners(request: StrictRequest) -> Listeners:
    """Give the listeners of the process."""
    listeners: Listeners = request.app.state.listeners
    return listeners
