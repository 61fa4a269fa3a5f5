"""Cookies: the session token, and a mark that tells devices apart when guesses are counted."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from secrets import token_urlsafe
from typing import Any

import structlog
from litestar import Response
from litestar.datastructures import Cookie
from litestar.di import NamedDependency, Provide

from api.after_answer import run_after_answer
from api.problem_responses import answer_refusal
from api.strict_requests import StrictRequest
from learning.metrics import SIGN_INS
from learning.rules.people.audited_refusals import is_refused_sign_in
from learning.rules.refusals import Refused
from learning.settings import Settings
from learning.steps.people.create_session import SESSION_LIFETIME, Device

sign_in_log = structlog.get_logger("herobreak.sign_in")
RequestDevice = NamedDependency[Device]
HOST_PREFIX = "__Host-"
"""Browsers take a cookie with this prefix over TLS alone, and from no other host."""
PLAIN_DEVICE_COOKIE = "herobreak-device"
"""The cookie with the mark of a device. Until release 0.2 it had no prefix over TLS either."""
DEVICE_COOKIE_LIFETIME = timedelta(days=400)  # the longest that browsers allow
BROWSER_BY_SIGN = (
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEM_BY_SIGN = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
DEVICE_MARK = re.compile(r"[\w-]{22}", re.ASCII)
"""The form of a mark as this server makes it. Another value is no mark: it could be guessed."""


def get_session_cookie_name(settings: Settings) -> str:
    """Give the name of the session cookie."""
    return _prefix_name("herobreak", settings)


def get_display_cookie_name(settings: Settings) -> str:
    """Give the name of the cookie of a display. It holds a token of a display, not of a person."""
    return f"{get_session_cookie_name(settings)}-display"


def get_device_cookie_name(settings: Settings) -> str:
    """Give the name of the cookie with the mark of a device."""
    return _prefix_name(PLAIN_DEVICE_COOKIE, settings)


def make_device_cookies(settings: Settings, name: str, token: str, device: Device) -> list[Cookie]:
    """Make a long-lived cookie with `name` and `token`, and the cookie with the device's mark."""
    return [
        _make_cookie(name, token, DEVICE_COOKIE_LIFETIME, settings),
        _make_mark_cookie(device, settings),
    ]


def provide_device(settings: Settings) -> Provide:
    """Make the provider of the device of a request, with a new token in case it signs in."""
    name = get_session_cookie_name(settings)

    def read_device(request: StrictRequest) -> Device:
        return Device(
            token=token_urlsafe(32),
            old_token=request.read_cookie(name),
            mark=_read_mark(request, settings),
            address=find_client_address(request, settings.proxy_count),
            new_mark=token_urlsafe(16),
            browser=name_browser(request.headers.get("user-agent", "")),
            leader_idle_hours=settings.leader_idle_hours,
        )

    return Provide(read_device, sync_to_thread=False)


async def answer_sign_in(
    request: StrictRequest,
    device: Device,
    signing_in: Awaitable[None],
    build_page: Callable[[], Awaitable[Any]],
    record_refusal: Callable[[str], Awaitable[None]],
) -> Response[Any]:
    """Await a sign-in and answer with the page and the session cookie, or with the problem.

    Both set the device's mark, so that guesses of a device are counted. `record_refusal` writes
    into the audit log, by the code, that somebody was not let in.
    """
    settings = request.app.state.settings
    try:
        await signing_in
    except Refused as error:
        SIGN_INS.labels("refused").inc()
        sign_in_log.warning("sign-in refused", code=error.code, address=device.address)
        answer: Response[Any] = answer_refusal(request, error)
        if is_refused_sign_in(error):
            code = error.code
            run_after_answer(answer, lambda: record_refusal(code))
    else:
        SIGN_INS.labels("accepted").inc()
        sign_in_log.info("signed in")
        answer = Response(await build_page(), status_code=201)
        answer.set_cookie(
            _make_cookie(
                get_session_cookie_name(settings), device.token, SESSION_LIFETIME, settings
            )
        )
    answer.set_cookie(_make_mark_cookie(device, settings))
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

    An IPv6 address is cut to its /64, since a customer has a whole one. An IPv4 address that a
    server of both writes as an IPv6 one stays whole: their /64 is the same for everybody.
    """
    address = request.client.host if request.client else ""
    if proxies:
        hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")]
        address = hops[-proxies] if len(hops) >= proxies else address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)


def name_browser(user_agent: str) -> str:
    """Name the browser and the system of a device, as far as they are known."""
    names = (
        next((name for sign, name in known if sign in user_agent), "")
        for known in (BROWSER_BY_SIGN, SYSTEM_BY_SIGN)
    )
    return ", ".join(name for name in names if name)


def _prefix_name(name: str, settings: Settings) -> str:
    """Over TLS, put the prefix before the name, so that no other host can set the cookie."""
    return f"{HOST_PREFIX}{name}" if settings.uses_https else name


def _read_mark(request: StrictRequest, settings: Settings) -> str | None:
    """Read the mark, also from the cookie of earlier releases: its devices stay known."""
    names = (get_device_cookie_name(settings), PLAIN_DEVICE_COOKIE)
    sent = next((value for name in names if (value := request.read_cookie(name))), "")
    return sent if DEVICE_MARK.fullmatch(sent) else None


def _make_mark_cookie(device: Device, settings: Settings) -> Cookie:
    mark = device.lasting_mark or token_urlsafe(16)
    return _make_cookie(get_device_cookie_name(settings), mark, DEVICE_COOKIE_LIFETIME, settings)


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
