"""Displays: screens on the wall of a break room.

Anybody can open one, and a leader pairs it with a team. The cookie of a display gives no other
right.
"""

from secrets import token_bytes, token_urlsafe
from typing import Annotated

import msgspec
from litestar import Response, delete, get, post
from litestar.params import JSONBody
from litestar.response import Stream
from msgspec import Meta

from api.cookies import RequestDevice, get_display_cookie_name, make_device_cookies
from api.field_types import PathRowId, RowIdFilter, RowIdText
from api.identity import Leader, Now
from api.live import open_hint_stream
from api.refusal_docs import declare_refusals
from api.security_docs import NEEDS_DISPLAY
from api.shared_refusals import GUESS_REFUSALS
from api.strict_requests import StrictRequest
from learning.actions.notices.close_display import close_display
from learning.actions.notices.open_display import open_display, record_display_seen
from learning.actions.notices.pair_display import pair_display
from learning.queries.notices.displays import DisplayView, WallView, load_displays, load_wall
from learning.queries.notices.subscriptions import load_display_scope
from learning.rules.people.join_codes import format_join_code
from learning.rules.refusals import Invalid, NotFound, TooManyRequests, Unauthenticated


class PairingCode(msgspec.Struct, frozen=True):
    """The code that a leader types to pair this display."""

    code: Annotated[str, Meta(examples=["C5H6-6S35"])]


class PairingRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code on a display, and the team that it is to show."""

    code: Annotated[str, Meta(min_length=1, max_length=40, examples=["C5H6-6S35"])]
    team: RowIdText


class PairedDisplay(msgspec.Struct, frozen=True):
    """The display that was paired."""

    id: str


class DisplayList(msgspec.Struct, frozen=True):
    """The displays of the teams that the leader leads."""

    displays: list[DisplayView]


@post(
    "/displays",
    tags=["displays"],
    opt=declare_refusals(*GUESS_REFUSALS),
)
async def register_display(
    request: StrictRequest, device: RequestDevice, now: Now
) -> Response[PairingCode]:
    """Register this browser as a display. One that waits to be paired keeps its code."""
    settings = request.app.state.settings
    existing_token = request.read_cookie(get_display_cookie_name(settings))
    display = await load_wall(existing_token, now) if existing_token else None
    if display and display.code:
        return Response(PairingCode(display.code), status_code=201)
    token = token_urlsafe(32)
    code = await open_display(token, token_bytes(5), device, now)
    answer = Response(PairingCode(format_join_code(code)), status_code=201)
    for cookie in make_device_cookies(settings, get_display_cookie_name(settings), token, device):
        answer.set_cookie(cookie)
    return answer


@post(
    "/displays/pair",
    tags=["displays"],
    opt=declare_refusals(
        (Invalid, "display.team_not_led"),
        (NotFound, "display.code_unknown"),
        *GUESS_REFUSALS,
    ),
)
async def pair_waiting_display(
    data: JSONBody[PairingRequest], leader: Leader, device: RequestDevice, now: Now
) -> PairedDisplay:
    """Pair the display that shows a code with a team that the leader leads."""
    return PairedDisplay(str(await pair_display(leader, data.code, int(data.team), device, now)))


@get(
    "/displays/me",
    tags=["displays"],
    security=NEEDS_DISPLAY,
    opt=declare_refusals((Unauthenticated, "display.closed")),
)
async def read_display(request: StrictRequest, now: Now) -> WallView:
    """Read what this display shows."""
    token = _read_display_token(request)
    display = await load_wall(token, now)
    if display is None:
        raise _make_unknown_display_error()
    await record_display_seen(token, now)
    return display


@get(
    "/displays/live",
    media_type="text/event-stream",
    tags=["displays"],
    security=NEEDS_DISPLAY,
    opt=declare_refusals(
        (Unauthenticated, "display.closed"),
        (Unauthenticated, "session.not_signed_in"),
        (TooManyRequests, "live.too_many_listeners"),
    ),
)
async def stream_display_hints(request: StrictRequest) -> Stream:
    """Stream the hints of the display's team, as `/live` does for a person."""
    return await open_hint_stream(request, _read_display_token(request), load_display_scope)


@get("/displays", tags=["displays"])
async def list_team_displays(leader: Leader, team: RowIdFilter = 0) -> DisplayList:
    """List the displays of a team that the leader leads; without `team`, the first of all."""
    return DisplayList(await load_displays(leader, team))


@delete(
    "/displays/{display:int}",
    status_code=204,
    tags=["displays"],
    opt=declare_refusals((NotFound, "display.unknown")),
)
async def remove_display(display: PathRowId, leader: Leader, now: Now) -> None:
    """Close a display. Within seconds it shows nothing of the team any more."""
    await close_display(leader, display, now)


def _read_display_token(request: StrictRequest) -> str:
    token = request.read_cookie(get_display_cookie_name(request.app.state.settings))
    if not token:
        raise _make_unknown_display_error()
    return str(token)


def _make_unknown_display_error() -> Unauthenticated:
    return Unauthenticated("display.closed")


handlers = [
    register_display,
    pair_waiting_display,
    read_display,
    stream_display_hints,
    list_team_displays,
    remove_display,
]
