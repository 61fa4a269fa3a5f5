"""What only the operator may read: metrics, and which part of the system is not well."""

from hmac import compare_digest
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from learning.rules.refusals import NotFound
from learning.settings import Settings

BEARER_PREFIX = "Bearer "


def has_operator_token(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Say whether a request has the token of `HEROBREAK_METRICS_TOKEN` as its bearer token.

    The address of the client says nothing: a proxy on the same machine has that of the operator.
    """
    settings: Settings = connection.app.state.settings
    sent = connection.headers.get("authorization", "")
    expected = BEARER_PREFIX + settings.metrics_token
    return bool(settings.metrics_token) and compare_digest(sent.encode(), expected.encode())


def require_operator_token(
    connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler
) -> None:
    """Answer everybody else as if the address did not exist.

    Raises:
        NotFound: the request does not have the token.
    """
    if not has_operator_token(connection):
        raise NotFound("request.unknown_path", path=connection.scope["path"])
