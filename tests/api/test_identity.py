"""Every handler asks for a user under the name of the role that it needs."""

from collections.abc import Iterator

import pytest
from litestar import get
from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute

from api.app import create_app
from api.identity import Admin, AdminUser, Leader, LeaderUser, Me, check_roles
from learning.queries.people.current_user import CurrentUser
from learning.settings import parse_settings

ADMIN_ROUTES = {
    "DELETE /api/people/{login}",
    "GET /api/audit",
    "GET /api/audit/export",
    "GET /api/packs",
    "GET /api/packs/imports/{import_id}",
    "POST /api/packs",
    "POST /api/packs/{pack}/publications",
}


def list_routes() -> Iterator[tuple[str, BaseRouteHandler]]:
    """Every operation of the app, with its handler."""
    for route in create_app(parse_settings({})).routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                yield f"{method} {route.path_format}", handler


def find_user_types(handler: BaseRouteHandler) -> set[type]:
    """The types of current user that a handler asks for."""
    fields = handler.parsed_fn_signature.parameters.values()
    types = (field.annotation for field in fields)
    return {kind for kind in types if isinstance(kind, type) and issubclass(kind, CurrentUser)}


def test_the_routes_of_admins_are_exactly_these() -> None:
    assert {name for name, handler in list_routes() if AdminUser in find_user_types(handler)} == (
        ADMIN_ROUTES
    )


def test_every_route_of_leaders_names_the_parameter_leader() -> None:
    routes = [handler for _, handler in list_routes() if LeaderUser in find_user_types(handler)]
    assert len(routes) > 20
    assert all("leader" in handler.parsed_fn_signature.parameters for handler in routes)


@get("/wrong")
async def ask_for_a_leader_as_me(me: Leader) -> None: ...


@get("/wrong")
async def ask_for_an_admin_as_leader(leader: Admin) -> None: ...


@get("/wrong")
async def ask_for_anybody_as_admin(admin: Me) -> None: ...


@pytest.mark.parametrize(
    "handler", [ask_for_a_leader_as_me, ask_for_an_admin_as_leader, ask_for_anybody_as_admin]
)
def test_a_name_of_another_role_stops_the_start(handler: BaseRouteHandler) -> None:
    with pytest.raises(TypeError, match="must be of the type of its role"):
        check_roles([handler])


def test_the_roles_of_all_handlers_are_checked_at_the_start() -> None:
    handlers = [handler for _, handler in list_routes()]
    assert len(handlers) > 30
    check_roles(handlers)
