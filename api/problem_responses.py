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

from api.strict_requests import MalformedBody, StrictRequest, describe_decode_error
from learning.rules.problems import (
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
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
}
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
)
api_log = structlog.get_logger("herobreak.api")


def build_problem_response(
    status: int,
    detail: str,
    problems: Sequence[InputProblem] = (),
    headers: Mapping[str, str] | None = None,
    **extra: object,
) -> Response[dict[str, object]]:
    """Build the problem document."""
    content: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        **extra,
    }
    if problems:
        content["problems"] = [{"where": problem.where, "what": problem.what} for problem in problems]
    return Response(content, status_code=int(status), media_type="application/problem+json", headers=headers)


def answer_refusal(_: StrictRequest, error: Refused) -> Response[dict[str, object]]:
    """Answer what the house will not do."""
    if isinstance(error, MalformedBody):
        return build_problem_response(HTTPStatus.BAD_REQUEST, error.detail)
    headers = {"Retry-After": str(error.wait)} if isinstance(error, TooManyRequests) else None
    status = next(STATUS_BY_REFUSAL[kind] for kind in type(error).__mro__ if kind in STATUS_BY_REFUSAL)
    return build_problem_response(status, error.detail, error.problems, headers)


def answer_framework_error(request: StrictRequest, error: HTTPException) -> Response[dict[str, object]]:
    """Answer what the framework turned away: no such path or method, a body too large, a wrong parameter."""
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer_unexpected_error(request, error)
    if isinstance(error, ValidationException):
        return build_problem_response(
            HTTPStatus.UNPROCESSABLE_ENTITY, "What was sent does not fit.", _list_parameter_problems(error.extra)
        )
    details = {
        HTTPStatus.NOT_FOUND: f"There is nothing at {request.scope['path'][:200]}.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} does not work here.",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
    }
    detail = details.get(HTTPStatus(error.status_code), error.detail)
    return build_problem_response(error.status_code, detail, headers=error.headers)


def answer_unexpected_error(request: StrictRequest, error: Exception) -> Response[dict[str, object]]:
    """Log a fault of ours under an id, and give the id alone. Messages stay out of the log: they may quote a person."""
    log_id = token_hex(6)
    message = str(error).partition("\n")[0][:200] if isinstance(error, PostgresError | OSError) else ""
    api_log.error(
        "unexpected",
        id=log_id,
        method=request.method,
        route=request.scope.get("path_template", ""),
        error=type(error).__name__,
        message=message,
        trace=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)[-12:]],
    )
    detail = f"Something went wrong on our side. It is in the log as {log_id}."
    return build_problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, detail, id=log_id)


def answer_database_unavailable(request: StrictRequest, error: Exception) -> Response[dict[str, object]]:
    """Answer while the database is restarting or gone: the phone keeps its outbox and tries again."""
    api_log.warning("database away", route=request.scope.get("path_template", ""), error=type(error).__name__)
    detail = "The database does not answer at the moment. Nothing is lost: try again in a few seconds."
    return build_problem_response(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": "5"})


def _list_parameter_problems(extra: object) -> list[InputProblem]:
    rows = extra if isinstance(extra, list) else []
    return [
        InputProblem("body", "Send it: the body is empty.")
        if fault.get("key") == "data"
        else InputProblem(str(fault.get("key", "body")), describe_decode_error(fault["message"]).what)
        for fault in rows
    ]


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    Refused: answer_refusal,
    HTTPException: answer_framework_error,
    Exception: answer_unexpected_error,
    **dict.fromkeys(DATABASE_UNAVAILABLE_ERRORS, answer_database_unavailable),
}


@route(["/", "/{rest:path}"], http_method=list(HttpMethod), include_in_schema=False, sync_to_thread=False)
def answer_unknown_path(request: StrictRequest) -> None:
    """Answer for every address under /api that is not one: the phone app's front page must not."""
    raise NotFound(f"There is nothing at {request.scope['path'][:200]}.")
