"""Who asks, when, and from which device: what handlers take as `me`, `leader`, `admin`, `now` and `device`."""

from datetime import UTC, datetime
from typing import Any

from litestar import Request
from litestar.di import NamedDependency, Provide

from api.cookies import session_cookie, visitor
from learning.queries.who import Who, who
from learning.rules.problems import Forbidden, Unauthenticated
from learning.settings import Settings

Me = NamedDependency[Who]
Leader = NamedDependency[Who]
Admin = NamedDependency[Who]
Now = NamedDependency[datetime]
Token = NamedDependency[str]


def nobody() -> Unauthenticated:
    """Say that nobody is signed in."""
    return Unauthenticated("Nobody is signed in on this device. Sign in and try again.")


def dependencies(settings: Settings) -> dict[str, Provide]:
    """Give the providers. Each rests on the one before it: side by side, they would cost a task group."""
    cookie = session_cookie(settings)

    def token(request: Request[Any, Any, Any], now: Now) -> str:
        found = request.cookies.get(cookie)
        if not found:
            raise nobody()
        return found

    async def me(token: Token, now: Now) -> Who:
        person = await who(token, now)
        if person is None:
            raise nobody()
        return person

    return {
        "device": visitor(settings),
        "now": Provide(_now, sync_to_thread=False),
        "token": Provide(token, sync_to_thread=False),
        "me": Provide(me),
        "leader": Provide(_leader, sync_to_thread=False),
        "admin": Provide(_admin, sync_to_thread=False),
    }


def _now() -> datetime:
    """Read the clock: the only place of this door that does."""
    return datetime.now(UTC)


def _leader(me: Me) -> Who:
    if me.role not in ("leader", "admin"):
        raise Forbidden("Only a team leader can do that.")
    return me


def _admin(me: Me) -> Who:
    if me.role != "admin":
        raise Forbidden("Only an admin can do that.")
    return me
