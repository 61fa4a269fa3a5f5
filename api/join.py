"""Join a team with its code, from the wall or from a QR code."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.cookies import RequestDevice, answer_sign_in
from api.identity import Now
from api.me import OwnProfile, load_profile_of_token
from api.strict_requests import StrictRequest
from learning.actions.people.join_team import find_team_by_code, join_team


class JoinRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody joins with; `language` is the one that the phone speaks."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    pin: Annotated[str, Meta(min_length=1, max_length=40)]
    language: Annotated[str, Meta(max_length=16)] = "en"


class JoinInvitation(msgspec.Struct):
    """The team that a code leads to."""

    team: str
    organisation: str


@get("/join/{code:str}")
async def read_join_invitation(
    code: FromPath[str], now: Now, device: RequestDevice
) -> JoinInvitation:
    """Show which team a code belongs to, before anybody joins."""
    invitation = await find_team_by_code(code, device, now)
    return JoinInvitation(invitation.team, invitation.organisation)


@post("/join")
async def join_by_code(
    request: StrictRequest, data: JSONBody[JoinRequest], now: Now, device: RequestDevice
) -> Response[OwnProfile]:
    """Join, or come back: the same name with the same PIN is the same person."""
    signing_in = join_team(data.code, data.name, data.pin, data.language, device, now)
    return await answer_sign_in(
        request, device, signing_in, lambda: load_profile_of_token(device.token, now)
    )


handlers = [read_join_invitation, join_by_code]
