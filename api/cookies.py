"""The two cookies: the session's token, and a mark that tells devices apart when guesses are counted."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from secrets import token_urlsafe
from typing import Any

from litestar import Response
from litestar.datastructures import Cookie
from litestar.di import NamedDependency, Provide

from api.problems import on_refused
from api.requests import StrictRequest
from learning.actions.open_session import SESSION_LIFETIME, Device
from learning.rules.problems import Refused
from learning.settings import Settings

Visitor = NamedDependency[Device]
MARK = "herobreak-device"
MARK_LASTS = timedelta(days=400)  # the most that browsers keep
LONGEST_COOKIE = 100


def session_cookie(settings: Settings) -> str:
    """Name the session cookie; over TLS the prefix makes browsers refuse one that another host has planted."""
    return "__Host-herobreak" if settings.uses_https else "herobreak"


def display_cookie(settings: Settings) -> str:
    """Name the cookie of a screen on the wall, which is nobody's session."""
    return f"{session_cookie(settings)}-display"


def marked(settings: Settings, name: str, token: str, device: Device) -> list[Cookie]:
    """Return a cookie that lasts, and the device's mark."""
    mark = device.mark or token_urlsafe(16)
    return [_cookie(key, value, MARK_LASTS, settings) for key, value in ((name, token), (MARK, mark))]


def visitor(settings: Settings) -> Provide:
    """Provide the device that asks, with a fresh token for it, should it sign in."""
    name = session_cookie(settings)

    def device(request: StrictRequest) -> Device:
        return Device(
            token=token_urlsafe(32),
            old_token=request.cookie(name),
            mark=(request.cookie(MARK) or "")[:LONGEST_COOKIE] or None,
            address=address_of(request, settings.proxy_count),
        )

    return Provide(device, sync_to_thread=False)


async def opened(
    request: StrictRequest,
    device: Device,
    signing_in: Awaitable[None],
    page: Callable[[], Awaitable[Any]],
) -> Response[Any]:
    """Answer a try to sign in: the page and the session's cookie, or the problem. The device keeps its mark in both."""
    settings = request.app.state.settings
    try:
        await signing_in
    except Refused as error:
        answer: Response[Any] = on_refused(request, error)
    else:
        answer = Response(await page(), status_code=201)
        answer.set_cookie(_cookie(session_cookie(settings), device.token, SESSION_LIFETIME, settings))
    answer.set_cookie(_cookie(MARK, device.mark or token_urlsafe(16), MARK_LASTS, settings))
    return answer


def closed(settings: Settings) -> Response[None]:
    """Answer with an empty page that takes the session's cookie away."""
    answer = Response(None, status_code=204)
    answer.set_cookie(_cookie(session_cookie(settings), "", timedelta(0), settings))
    return answer


def address_of(request: StrictRequest, proxies: int) -> str:
    """Find where a request comes from: the connection's other end, or what the outermost of our own proxies saw.

    An IPv6 customer has a whole /64, so that is what counts as one address.
    """
    place = request.client.host if request.client else ""
    if proxies:
        hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")]
        place = hops[-proxies] if len(hops) >= proxies else place
    try:
        found = ip_address(place)
    except ValueError:
        return place[:64]
    return str(IPv6Address(int(found) >> 64 << 64)) if isinstance(found, IPv6Address) else str(found)


def _cookie(name: str, value: str, lasts: timedelta, settings: Settings) -> Cookie:
    seconds = int(lasts.total_seconds())
    return Cookie(
        key=name, value=value, path="/", max_age=seconds, secure=settings.uses_https, httponly=True, samesite="lax"
    )
