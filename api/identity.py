"""Who asks, when, and from which device: what handlers take as `me`, `leader`, `admin`, `now` and `device`."""

from datetime import UTC, datetime

from litestar.di import NamedDependency, Provide

from api.cookies import get_session_cookie_name, provide_device
from api.strict_requests import StrictRequest
from learning.queries.people.current_user import CurrentUser, find_user_by_token, not_signed_in
from learning.rules.refusals import Forbidden
from learning.settings import Settings

Me = NamedDependency[CurrentUser]
Leader = NamedDependency[CurrentUser]
Admin = NamedDependency[CurrentUser]
Now = NamedDependency[datetime]


def read_clock() -> datetime:
    """Read the clock: the only place of this door that does."""
    return datetime.now(UTC)


def read_session_token(request: StrictRequest) -> str:
    """Find the session's token.

    Raises:
        Unauthenticated: the request has none.
    """
    token = request.read_cookie(get_session_cookie_name(request.app.state.settings))
    if not token:
        raise not_signed_in()
    return token


def make_request_dependencies(settings: Settings) -> dict[str, Provide]:
    """Give the providers. Each rests on the one before it: side by side, they would cost a task group."""

    async def provide_user(request: StrictRequest, now: Now) -> CurrentUser:
        person = await find_user_by_token(read_session_token(request), now)
        if person is None:
            raise not_signed_in()
        return person

    return {
        "device": provide_device(settings),
        "now": Provide(read_clock, sync_to_thread=False),
        "me": Provide(provide_user),
        "leader": Provide(_provide_leader, sync_to_thread=False),
        "admin": Provide(_provide_admin, sync_to_thread=False),
    }


def _provide_leader(me: Me) -> CurrentUser:
    if me.role not in ("leader", "admin"):
        raise Forbidden("Only a team leader can do that.")
    return me


def _provide_admin(me: Me) -> CurrentUser:
    if me.role != "admin":
        raise Forbidden("Only an admin can do that.")
    return me
