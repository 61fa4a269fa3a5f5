"""Who asks, when, and from which device: what handlers take as `me`, `leader`, `admin`, `now` and `device`."""

from datetime import UTC, datetime

from litestar.di import NamedDependency, Provide

from api.cookies import session_cookie, visitor
from api.requests import StrictRequest
from learning.queries.who import CurrentUser, not_signed_in, find_user_by_token
from learning.rules.problems import Forbidden
from learning.settings import Settings

Me = NamedDependency[CurrentUser]
Leader = NamedDependency[CurrentUser]
Admin = NamedDependency[CurrentUser]
Now = NamedDependency[datetime]


def clock() -> datetime:
    """Read the clock: the only place of this door that does."""
    return datetime.now(UTC)


def token_of(request: StrictRequest) -> str:
    """Find the session's token.

    Raises:
        Unauthenticated: the request has none.
    """
    found = request.cookie(session_cookie(request.app.state.settings))
    if not found:
        raise not_signed_in()
    return found


def dependencies(settings: Settings) -> dict[str, Provide]:
    """Give the providers. Each rests on the one before it: side by side, they would cost a task group."""

    async def me(request: StrictRequest, now: Now) -> CurrentUser:
        person = await find_user_by_token(token_of(request), now)
        if person is None:
            raise not_signed_in()
        return person

    return {
        "device": visitor(settings),
        "now": Provide(clock, sync_to_thread=False),
        "me": Provide(me),
        "leader": Provide(_leader, sync_to_thread=False),
        "admin": Provide(_admin, sync_to_thread=False),
    }


def _leader(me: Me) -> CurrentUser:
    if me.role not in ("leader", "admin"):
        raise Forbidden("Only a team leader can do that.")
    return me


def _admin(me: Me) -> CurrentUser:
    if me.role != "admin":
        raise Forbidden("Only an admin can do that.")
    return me
