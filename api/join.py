"""Join a team with its code, from the wall or from a QR code."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.cookies import Visitor, opened
from api.identity import Now
from api.me import MyPage, page_of
from api.requests import StrictRequest
from learning.actions.join_team import join_team, find_team_by_code


class Join(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody joins with; `language` is the one that the phone speaks."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    pin: Annotated[str, Meta(min_length=1, max_length=40)]
    language: Annotated[str, Meta(max_length=16)] = "en"


class Invitation(msgspec.Struct):
    """The team that a code leads to."""

    team: str
    organisation: str


@get("/join/{code:str}")
async def read_invitation(code: FromPath[str], now: Now, device: Visitor) -> Invitation:
    """Show which team a code belongs to, before anybody joins."""
    found = await find_team_by_code(code, device, now)
    return Invitation(found.team, found.organisation)


@post("/join")
async def join(request: StrictRequest, data: JSONBody[Join], now: Now, device: Visitor) -> Response[MyPage]:
    """Join, or come back: the same name with the same PIN is the same person."""
    joining = join_team(data.code, data.name, data.pin, data.language, device, now)
    return await opened(request, device, joining, lambda: page_of(device.token, now))


handlers = [read_invitation, join]
