"""Which refusals a handler may answer with, for the OpenAPI document and for the tests.

A handler declares its own with `declare_refusals`. Those that follow from its signature (a
session, a role, a body, parameters) are added here.
"""

from collections.abc import Iterator
from typing import Any

from litestar.handlers import BaseRouteHandler

from api.csrf import SAFE_HTTP_METHODS
from api.strict_requests import MalformedBody
from learning.rules.refusals import Forbidden, Invalid, NotFound, Refused, TooLarge, Unauthenticated

Refusal = tuple[type[Refused], str]

OPEN_BEFORE_CHANGE = "open_before_change"
"""The option of handlers for people whose secret somebody else has set: to choose another."""

REFUSALS_OF_BODIES: tuple[Refusal, ...] = (
    (MalformedBody, "request.malformed_json"),
    (MalformedBody, "request.nested_too_deeply"),
    (TooLarge, "request.body_too_large"),
)


def declare_refusals(*refusals: Refusal) -> dict[str, Any]:
    """Declare what a handler may refuse.

    For example `@get(..., opt=declare_refusals((NotFound, "team.unknown")))`.
    """
    return {"refusals": refusals}


def list_refusals(handler: BaseRouteHandler) -> list[Refusal]:
    """All refusals with which a handler may answer, each once, in a stable order."""
    declared: tuple[Refusal, ...] = handler.opt.get("refusals", ())
    return list(dict.fromkeys([*_list_implied_refusals(handler), *declared]))


def _list_implied_refusals(handler: BaseRouteHandler) -> Iterator[Refusal]:
    parameters = set(handler.parsed_fn_signature.parameters)
    if parameters & {"me", "leader", "admin"}:
        yield Unauthenticated, "session.not_signed_in"
        if not handler.opt.get(OPEN_BEFORE_CHANGE):
            yield Forbidden, "secret.choose_own_first"
    if "leader" in parameters:
        yield Forbidden, "role.leader_required"
    if "admin" in parameters:
        yield Forbidden, "role.admin_required"
    if parameters - {"me", "leader", "admin", "now", "request", "device"}:
        yield Invalid, "request.invalid"
    if any("{" in path for path in handler.paths):
        yield NotFound, "request.unknown_path"
    if set(getattr(handler, "http_methods", ())) - SAFE_HTTP_METHODS:
        yield Forbidden, "request.cross_site"
        yield from REFUSALS_OF_BODIES
