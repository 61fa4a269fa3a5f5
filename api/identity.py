"""What handlers take as `me`, `leader`, `admin`, `now` and `device`: user, time and device."""

from collections.abc import Iterable
from datetime import UTC, datetime

from litestar.di import NamedDependency, Provide
from litestar.handlers import BaseRouteHandler

from api.cookies import get_session_cookie_name, provide_device
from api.refusal_docs import OPEN_BEFORE_CHANGE
from api.strict_requests import StrictRequest
from learning.actions.people.end_session import record_session_seen
from learning.leaderboards import BoardPublisher
from learning.queries.people.current_user import (
    CurrentUser,
    check_secret_is_own,
    find_user_by_token,
    make_not_signed_in_error,
)
from learning.rules.refusals import Forbidden
from learning.settings import Settings


class LeaderUser(CurrentUser):
    """A current user who is a leader or an admin. Only `_provide_leader` makes one."""

    __slots__ = ()


class AdminUser(LeaderUser):
    """A current user who is an admin. Only `_provide_admin` makes one."""

    __slots__ = ()


Me = NamedDependency[CurrentUser]
Leader = NamedDependency[LeaderUser]
Admin = NamedDependency[AdminUser]
Now = NamedDependency[datetime]
RequestBoards = NamedDependency[BoardPublisher]

USER_TYPE_BY_PARAMETER: dict[str, type[CurrentUser]] = {
    "me": CurrentUser,
    "leader": LeaderUser,
    "admin": AdminUser,
}
"""Litestar injects by parameter name, so name and type must agree: see `check_roles`."""


def read_clock() -> datetime:
    """Read the clock. No other place of the API does."""
    return datetime.now(UTC)


def read_session_token(request: StrictRequest) -> str:
    """Read the token of the session from the cookie.

    Raises:
        Unauthenticated: the request has none.
    """
    token = request.read_cookie(get_session_cookie_name(request.app.state.settings))
    if not token:
        raise make_not_signed_in_error()
    return token


def make_request_dependencies(settings: Settings) -> dict[str, Provide]:
    """Make the providers.

    Each depends on the one before it: independent ones would cost a task group per request.
    """

    async def provide_user(request: StrictRequest, now: Now) -> CurrentUser:
        token = read_session_token(request)
        person = await find_user_by_token(token, now)
        if person is None:
            raise make_not_signed_in_error()
        if not request.route_handler.opt.get(OPEN_BEFORE_CHANGE):
            check_secret_is_own(person)
        await record_session_seen(token, now)
        return person

    return {
        "device": provide_device(settings),
        "now": Provide(read_clock, sync_to_thread=False),
        "me": Provide(provide_user),
        "leader": Provide(_provide_leader, sync_to_thread=False),
        "admin": Provide(_provide_admin, sync_to_thread=False),
    }


def check_roles(handlers: Iterable[BaseRouteHandler]) -> None:
    """Refuse to start with a handler whose parameter name and user type disagree.

    Without it, `me: Leader` would pass the type check and skip the check of the role.

    Raises:
        TypeError: a handler asks for a user under the name of another role.
    """
    for handler in handlers:
        for name, field in handler.parsed_fn_signature.parameters.items():
            expected = USER_TYPE_BY_PARAMETER.get(name)
            is_user = isinstance(field.annotation, type) and issubclass(
                field.annotation, CurrentUser
            )
            if (is_user or expected) and field.annotation is not expected:
                raise TypeError(f"{handler}: {name} must be of the type of its role, {expected}")


def _provide_leader(me: Me) -> LeaderUser:
    if me.role not in ("leader", "admin"):
        raise Forbidden("role.leader_required")
    return LeaderUser._make(me)


def _provide_admin(me: Me) -> AdminUser:
    if me.role != "admin":
        raise Forbidden("role.admin_required")
    return AdminUser._make(me)
