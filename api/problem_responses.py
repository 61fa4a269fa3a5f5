"""Every refusal is answered with one RFC 9457 document: what is wrong, where, and what to do."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from secrets import token_hex
from typing import Any

import msgspec
import structlog
from asyncpg import (
    AdminShutdownError,
    CannotConnectNowError,
    CrashShutdownError,
    DeadlockDetectedError,
    InterfaceError,
    InternalClientError,
    LockNotAvailableError,
    ObjectNotInPrerequisiteStateError,
    PostgresConnectionError,
    QueryCanceledError,
    SerializationError,
    TooManyConnectionsError,
)
from litestar import HttpMethod, Response, route
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import HTTPScope, Send

from api.decode_errors import describe_decode_error
from api.language import find_request_language, find_text_language
from api.request_bodies import BodyTooSlow, ClientLeft
from api.request_clocks import ServerBusy
from api.strict_requests import MalformedBody, StrictRequest
from learning.log_setup import describe_fault
from learning.messages import render_message, render_problem
from learning.metrics import REFUSALS
from learning.rules.refusals import (
    Conflict,
    Forbidden,
    InputProblem,
    Invalid,
    NotFound,
    Refused,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
)

STATUS_BY_REFUSAL: dict[type[Refused], HTTPStatus] = {
    MalformedBody: HTTPStatus.BAD_REQUEST,
    BodyTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
}
LOGGED_REFUSALS = (
    *(Unauthenticated, Forbidden, TooManyRequests),
    *(Invalid, TooLarge, BodyTooSlow),
)
"""What says that somebody tries what they may not, or what no phone sends. The log has no names and
no values, only codes and routes."""
DATABASE_UNAVAILABLE_ERRORS = (
    ConnectionError,
    PostgresConnectionError,
    CannotConnectNowError,
    TooManyConnectionsError,
    AdminShutdownError,
    CrashShutdownError,
    ObjectNotInPrerequisiteStateError,  # somebody has closed the database to all
    InterfaceError,  # a connection that was closed under a request
    InternalClientError,  # what asyncpg raises on a connection that broke between two requests
    LockNotAvailableError,
    QueryCanceledError,
    DeadlockDetectedError,
    SerializationError,
)
api_log = structlog.get_logger("herobreak.api")


PROBLEM_TYPE_PREFIX = "urn:herobreak:problem:"
RETRY_AFTER_DATABASE_SECONDS = "5"
CODE_BY_FRAMEWORK_STATUS = {
    HTTPStatus.NOT_FOUND: "request.unknown_path",
    HTTPStatus.METHOD_NOT_ALLOWED: "request.method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "request.body_too_large",
}


class InputProblemView(msgspec.Struct, frozen=True):
    """One fault of what was sent: where it is, and what to do about it."""

    where: str
    what: str
    code: str
    values: Mapping[str, object]


def build_problem_response(
    request: StrictRequest,
    status: int,
    refused: Refused,
    headers: Mapping[str, str] | None = None,
    **extra: object,
) -> Response[dict[str, object]]:
    """Build the RFC 9457 document of a refusal, with its texts in the language of the request."""
    language = find_request_language(request)
    content: dict[str, object] = {
        "type": f"{PROBLEM_TYPE_PREFIX}{refused.code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": refused.code,
        "values": refused.values,
        "detail": render_message(refused.code, refused.values, language),
        **extra,
    }
    if refused.problems:
        content["problems"] = [view_problem(problem, language) for problem in refused.problems]
    return Response(
        content,
        status_code=int(status),
        media_type="application/problem+json",
        headers={**(headers or {}), "Content-Language": find_text_language(language)},
    )


def view_problem(problem: InputProblem, language: str) -> InputProblemView:
    """Give one fault of the input as JSON, with its text in a language."""
    where, what = render_problem(problem, language)
    return InputProblemView(where, what, problem.code, problem.values)


def find_refusal_status(kind: type[Refused]) -> HTTPStatus:
    """Give the HTTP status of a kind of refusal."""
    return next(STATUS_BY_REFUSAL[base] for base in kind.__mro__ if base in STATUS_BY_REFUSAL)


def answer_refusal(request: StrictRequest, error: Refused) -> Response[dict[str, object]]:
    """Answer a request that an action refused."""
    REFUSALS.labels(error.code).inc()
    headers = {"Retry-After": str(error.wait)} if isinstance(error, TooManyRequests) else None
    if isinstance(error, LOGGED_REFUSALS):
        _log_refusal(request, error.code)
    return build_problem_response(request, find_refusal_status(type(error)), error, headers)


def _log_refusal(request: StrictRequest, code: str) -> None:
    route = request.scope.get("path_template", "")
    api_log.info("refused", code=code, method=request.method, route=route)


def answer_framework_error(
    request: StrictRequest, error: HTTPException
) -> Response[dict[str, object]]:
    """Answer what the framework refused: an unknown path or method, a large body, a parameter."""
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer_unexpected_error(request, error)
    if isinstance(error, ValidationException):
        return answer_refusal(
            request, Invalid("request.invalid", _list_parameter_problems(error.extra))
        )
    code = CODE_BY_FRAMEWORK_STATUS.get(HTTPStatus(error.status_code), "request.refused")
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        _log_refusal(request, code)
    refused = Refused(code, path=request.scope["path"][:200], method=request.method)
    return build_problem_response(request, error.status_code, refused, error.headers)


def answer_unexpected_error(
    request: StrictRequest, error: Exception
) -> Response[dict[str, object]]:
    """Log a fault of the server under an id, and answer with the id alone."""
    log_id = token_hex(6)
    api_log.error(
        "unexpected",
        id=log_id,
        method=request.method,
        route=request.scope.get("path_template", ""),
        **describe_fault(error),
    )
    refused = Refused("server.unexpected_error", log_id=log_id)
    return build_problem_response(request, HTTPStatus.INTERNAL_SERVER_ERROR, refused, id=log_id)


def answer_database_unavailable(
    request: StrictRequest, error: Exception
) -> Response[dict[str, object]]:
    """Answer while the database restarts: the phone keeps its outbox and sends it again."""
    api_log.warning(
        "database away",
        route=request.scope.get("path_template", ""),
        error=type(error).__name__,
    )
    return build_problem_response(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        Refused("server.database_unavailable"),
        {"Retry-After": RETRY_AFTER_DATABASE_SECONDS},
    )


def answer_server_busy(request: StrictRequest, error: Refused) -> Response[dict[str, object]]:
    """Answer a request for a screen when there are too many of them."""
    headers = {"Retry-After": RETRY_AFTER_DATABASE_SECONDS}
    return build_problem_response(request, HTTPStatus.SERVICE_UNAVAILABLE, error, headers)


async def send_refusal(scope: HTTPScope, send: Send, refused: Refused) -> None:
    """Send a refusal from outside the framework, of a late request for example."""
    REFUSALS.labels(refused.code).inc()
    for message in build_refusal_messages(scope, refused):
        await send(message)


def build_refusal_messages(scope: HTTPScope, refused: Refused) -> list[Any]:
    """Build the messages of a refusal from outside the framework."""
    is_ours = not isinstance(refused, tuple(STATUS_BY_REFUSAL))
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_ours else find_refusal_status(type(refused))
    headers = {"Retry-After": RETRY_AFTER_DATABASE_SECONDS} if is_ours else None
    response = build_problem_response(StrictRequest(scope), status, refused, headers)
    body = msgspec.json.encode(response.content)
    fields = {**response.headers, "Content-Type": "application/problem+json"}
    start = {
        "type": "http.response.start",
        "status": int(status),
        "headers": [
            *((name.lower().encode(), str(value).encode()) for name, value in fields.items()),
            (b"content-length", str(len(body)).encode()),
        ],
    }
    return [start, {"type": "http.response.body", "body": body, "more_body": False}]


def _list_parameter_problems(extra: object) -> list[InputProblem]:
    return [
        InputProblem("body", "request.empty_body")
        if fault.get("key") == "data"
        else replace(describe_decode_error(fault["message"]), where=str(fault.get("key", "body")))
        for fault in (extra if isinstance(extra, list) else [])
    ]


def answer_client_that_left(request: StrictRequest, error: Exception) -> Response[None]:
    """Answer nobody: the client closed the connection. It is no fault, and nothing is logged."""
    return Response(None, status_code=HTTPStatus.BAD_REQUEST)


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    Refused: answer_refusal,
    ServerBusy: answer_server_busy,
    HTTPException: answer_framework_error,
    ClientLeft: answer_client_that_left,
    Exception: answer_unexpected_error,
    **dict.fromkeys(DATABASE_UNAVAILABLE_ERRORS, answer_database_unavailable),
}


@route(
    ["/", "/{rest:path}"],
    http_method=list(HttpMethod),
    include_in_schema=False,
    sync_to_thread=False,
)
def answer_unknown_path(request: StrictRequest) -> None:
    """Answer for every address under /api that is not one: the phone app's front page must not."""
    raise NotFound("request.unknown_path", path=request.scope["path"][:200])
