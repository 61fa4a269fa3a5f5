"""Cookies: the session token, and a mark that tells devices apart when guesses are counted."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from secrets import token_urlsafe
from typing import Any

import structlog
from litestar import Response
from litestar.datastructures import Cookie
from litestar.di import NamedDependency, Provide

from api.problem_responses import answer_refusal
from api.strict_requests import StrictRequest
from learning.rules.refusals import Refused
from learning.settings import Settings
from learning.steps.people.create_session import SESSION_LIFETIME, Device

sign_in_log = structlog.get_logger("herobreak.sign_in")
RequestDevice = NamedDependency[Device]
DEVICE_COOKIE = "herobreak-device"
DEVICE_COOKIE_LIFETIME = timedelta(days=400)  # the longest that browsers allow
MAX_DEVICE_COOKIE_CHARACTERS = 100


def get_session_cookie_name(settings: Settings) -> str:
    """Give the name of the session cookie.

    Over TLS, the prefix makes browsers refuse a cookie that another host has set.
    """
    return "__Host-herobreak" if settings.uses_https else "herobreak"


def get_display_cookie_name(settings: Settings) -> str:
    """Give the name of the cookie of a display. It holds a token of a display, not of a person."""
    return f"{get_session_cookie_name(settings)}-display"


def make_device_cookies(settings: Settings, name: str, token: str, device: Device) -> list[Cookie]:
    """Make a long-lived cookie with `name` and `token`, and the cookie with the device's mark."""
    device_mark = device.mark or token_urlsafe(16)
    return [
        _make_cookie(key, value, DEVICE_COOKIE_LIFETIME, settings)
        for key, value in ((name, token), (DEVICE_COOKIE, device_mark))
    ]


def provide_device(settings: Settings) -> Provide:
    """Make the provider of the device of a request, with a new token in case it signs in."""
    name = get_session_cookie_name(settings)

    def read_device(request: StrictRequest) -> Device:
        return Device(
            token=token_urlsafe(32),
            old_token=request.read_cookie(name),
            mark=(request.read_cookie(DEVICE_COOKIE) or "")[:MAX_DEVICE_COOKIE_CHARACTERS] or None,
            address=find_client_address(request, settings.proxy_count),
        )

    return Provide(read_device, sync_to_thread=False)


async def answer_sign_in(
    request: StrictRequest,
    device: Device,
    signing_in: Awaitable[None],
    build_page: Callable[[], Awaitable[Any]],
) -> Response[Any]:
    """Await a sign-in and answer with the page and the session cookie, or with the problem.

    Both set the device's mark, so that guesses of a device are counted.
    """
    settings = request.app.state.settings
    try:
        await signing_in
    except Refused as error:
        sign_in_log.warning("sign-in refused", code=error.code, address=device.address)
        answer: Response[Any] = answer_refusal(request, error)
    else:
        sign_in_log.info("signed in")
        answer = Response(await build_page(), status_code=201)
        answer.set_cookie(
            _make_cookie(
                get_session_cookie_name(settings), device.token, SESSION_LIFETIME, settings
            )
        )
    answer.set_cookie(
        _make_cookie(
            DEVICE_COOKIE, device.mark or token_urlsafe(16), DEVICE_COOKIE_LIFETIME, settings
        )
    )
    return answer


def answer_sign_out(settings: Settings) -> Response[None]:
    """Answer with an empty response that deletes the session cookie and what the browser cached.

    The mark of the device stays, since guesses are counted by it. So does the storage: it holds the
    offline app and answers that are not sent yet, and the app deletes the rest itself.
    """
    answer = Response(None, status_code=204, headers={"Clear-Site-Data": '"cache"'})
    answer.set_cookie(_make_cookie(get_session_cookie_name(settings), "", timedelta(0), settings))
    return answer


def find_client_address(request: StrictRequest, proxies: int) -> str:
    """Find the address of the client: of the connection, or as the outermost of our proxies saw it.

    An IPv6 address is cut to its /64, since a customer has a whole one.
    """
    address = request.client.host if request.client else ""
    if proxies:
        hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")]
        address = hops[-proxies] if len(hops) >= proxies else address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    return (
        str(IPv6Address(int(parsed) >> 64 << 64))
        if isinstance(parsed, IPv6Address)
        else str(parsed)
    )


def _make_cookie(name: str, value: str, lifetime: timedelta, settings: Settings) -> Cookie:
    seconds = int(lifetime.total_seconds())
    return Cookie(
        key=name,
        value=value,
        path="/",
        max_age=seconds,
        secure=settings.uses_https,
        httponly=True,
        samesite="lax",
    )
