"""Screens on the wall of a break room: opened by anybody, paired by a leader, with a cookie that does nothing else."""

from secrets import token_bytes, token_urlsafe
from typing import Annotated

import msgspec
from litestar import Response, delete, get, post
from litestar.params import JSONBody
from litestar.response import Stream
from msgspec import Meta

from api.cookies import Visitor, display_cookie, marked
from api.fields import Id, RowId
from api.identity import Leader, Now
from api.live import hints
from api.requests import StrictRequest
from learning.actions.close_display import close_display
from learning.actions.open_display import open_display, record_display_seen
from learning.actions.pair_display import pair_display
from learning.queries.displays import DisplayView, WallView, load_displays, load_wall
from learning.queries.hearing import load_display_scope
from learning.rules.names import format_join_code
from learning.rules.problems import Unauthenticated


class CodeOut(msgspec.Struct, frozen=True):
    """What a leader types to pair this screen."""

    code: str


class Pairing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code on a screen, and the team that it is to show."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]
    team: Id


class PairedOut(msgspec.Struct, frozen=True):
    """The screen that was paired."""

    id: str


class DisplaysOut(msgspec.Struct, frozen=True):
    """The screens of the leader's teams."""

    displays: list[DisplayView]


@post("/displays")
async def post_display(request: StrictRequest, device: Visitor, now: Now) -> Response[CodeOut]:
    """Make this browser a screen; one that waits already keeps its code."""
    settings = request.app.state.settings
    known = request.cookie(display_cookie(settings))
    found = await load_wall(known, now) if known else None
    if found and found.code:
        return Response(CodeOut(found.code), status_code=201)
    token = token_urlsafe(32)
    answer = Response(CodeOut(format_join_code(await open_display(token, token_bytes(5), device, now))), status_code=201)
    for cookie in marked(settings, display_cookie(settings), token, device):
        answer.set_cookie(cookie)
    return answer


@post("/displays/pair")
async def post_pairing(data: JSONBody[Pairing], leader: Leader, device: Visitor, now: Now) -> PairedOut:
    """Pair the screen that shows a code with a team that the leader leads."""
    return PairedOut(str(await pair_display(leader, data.code, int(data.team), device, now)))


@get("/displays/me")
async def read_wall(request: StrictRequest, now: Now) -> WallView:
    """Give a screen what it shows."""
    token = _token_of(request)
    found = await load_wall(token, now)
    if found is None:
        raise _unknown()
    await record_display_seen(token, now)
    return found


@get("/displays/live", media_type="text/event-stream")
async def listen_as_display(request: StrictRequest) -> Stream:
    """Send a screen the hints of its team, as `/live` does to a person."""
    return await hints(request, _token_of(request), load_display_scope)


@get("/displays")
async def list_displays(leader: Leader) -> DisplaysOut:
    """List the screens of the leader's teams."""
    return DisplaysOut(await load_displays(leader))


@delete("/displays/{display:int}", status_code=204)
async def delete_display(display: RowId, leader: Leader, now: Now) -> None:
    """Close a screen: within seconds it shows nothing of the team any more."""
    await close_display(leader, display, now)


def _token_of(request: StrictRequest) -> str:
    token = request.cookie(display_cookie(request.app.state.settings))
    if not token:
        raise _unknown()
    return str(token)


def _unknown() -> Unauthenticated:
    return Unauthenticated("This screen is not known, or was closed. Open it anew.")


handlers = [post_display, post_pairing, read_wall, listen_as_display, list_displays, delete_display]
