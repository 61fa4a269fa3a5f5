"""Every refusal leaves as one RFC 9457 document: what is wrong, where, and what to do."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from secrets import token_hex
from traceback import extract_tb
from typing import Any

import structlog
from asyncpg import (
    AdminShutdownError,
    CannotConnectNowError,
    CrashShutdownError,
    InterfaceError,
    InternalClientError,
    ObjectNotInPrerequisiteStateError,
    PostgresConnectionError,
    PostgresError,
    TooManyConnectionsError,
)
from litestar import HttpMethod, Response, route
from litestar.exceptions import HTTPException, ValidationException

from api.requests import Malformed, StrictRequest, readable
from learning.rules.problems import (
    Conflict,
    Forbidden,
    Invalid,
    InputProblem,
    Refused,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    NotFound,
)

STATUSES: dict[type[Refused], HTTPStatus] = {
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
}
AWAY = (
    ConnectionError,
    PostgresConnectionError,
    CannotConnectNowError,
    TooManyConnectionsError,
    AdminShutdownError,
    CrashShutdownError,
    ObjectNotInPrerequisiteStateError,  # somebody has closed the database to all
    InterfaceError,  # a connection that was closed under a request
    InternalClientError,  # what asyncpg raises on a connection that broke between two requests
)
log = structlog.get_logger("herobreak.api")


def document(
    status: int, detail: str, problems: Sequence[InputProblem] = (), headers: Mapping[str, str] | None = None, **more: object
) -> Response[dict[str, object]]:
    """Build the problem document."""
    content: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        **more,
    }
    if problems:
        content["problems"] = [{"where": one.where, "what": one.what} for one in problems]
    return Response(content, status_code=int(status), media_type="application/problem+json", headers=headers)


def on_refused(_: StrictRequest, error: Refused) -> Response[dict[str, object]]:
    """Answer what the house will not do."""
    if isinstance(error, Malformed):
        return document(HTTPStatus.BAD_REQUEST, error.detail)
    headers = {"Retry-After": str(error.wait)} if isinstance(error, TooManyRequests) else None
    status = next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    return document(status, error.detail, error.problems, headers)


def on_framework(request: StrictRequest, error: HTTPException) -> Response[dict[str, object]]:
    """Answer what the framework turned away: no such path or method, a body too large, a wrong parameter."""
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return on_unexpected(request, error)
    if isinstance(error, ValidationException):
        return document(HTTPStatus.UNPROCESSABLE_ENTITY, "What was sent does not fit.", _parameters(error.extra))
    details = {
        HTTPStatus.NOT_FOUND: f"There is nothing at {request.scope['path'][:200]}.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} does not work here.",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
    }
    detail = details.get(HTTPStatus(error.status_code), error.detail)
    return document(error.status_code, detail, headers=error.headers)


def on_unexpected(request: StrictRequest, error: Exception) -> Response[dict[str, object]]:
    """Log a fault of ours under an id, and give the id alone. Messages stay out of the log: they may quote a person."""
    mark = token_hex(6)
    message = str(error).partition("\n")[0][:200] if isinstance(error, PostgresError | OSError) else ""
    log.error(
        "unexpected",
        id=mark,
        method=request.method,
        route=request.scope.get("path_template", ""),
        error=type(error).__name__,
        message=message,
        trace=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)[-12:]],
    )
    detail = f"Something went wrong on our side. It is in the log as {mark}."
    return document(HTTPStatus.INTERNAL_SERVER_ERROR, detail, id=mark)


def on_away(request: StrictRequest, error: Exception) -> Response[dict[str, object]]:
    """Answer while the database is restarting or gone: the phone keeps its outbox and tries again."""
    log.warning("database away", route=request.scope.get("path_template", ""), error=type(error).__name__)
    detail = "The database does not answer at the moment. Nothing is lost: try again in a few seconds."
    return document(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": "5"})


def _parameters(extra: object) -> list[InputProblem]:
    rows = extra if isinstance(extra, list) else []
    return [
        InputProblem("body", "Send it: the body is empty.")
        if row.get("key") == "data"
        else InputProblem(str(row.get("key", "body")), readable(row["message"]).what)
        for row in rows
    ]


HANDLERS: dict[int | type[Exception], Any] = {
    Refused: on_refused,
    HTTPException: on_framework,
    Exception: on_unexpected,
    **dict.fromkeys(AWAY, on_away),
}


@route(["/", "/{rest:path}"], http_method=list(HttpMethod), include_in_schema=False, sync_to_thread=False)
def nothing_here(request: StrictRequest) -> None:
    """Answer for every address under /api that is not one: the phone app's front page must not."""
    raise NotFound(f"There is nothing at {request.scope['path'][:200]}.")
