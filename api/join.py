"""Join a team with its join code."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.cookies import RequestDevice, answer_sign_in
from api.identity import Now
from api.me import OwnProfile, load_profile_of_token
from api.refusal_docs import Refusal, declare_refusals
from api.shared_refusals import (
    GUESS_REFUSALS,
    LANGUAGE_REFUSALS,
    NAME_REFUSALS,
    NEW_PIN_REFUSALS,
    SIGN_IN_REFUSALS,
)
from api.strict_requests import StrictRequest
from learning.actions.people.join_team import find_team_by_code, join_team
from learning.actions.people.record_refusals import record_refused_join
from learning.rules.refusals import Conflict, NotFound, TooManyRequests

JOIN_CODE_REFUSALS: tuple[Refusal, ...] = (
    (NotFound, "team.unknown_join_code"),
    (NotFound, "team.join_code_expired"),
    *GUESS_REFUSALS,
)


class JoinRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A join code, the name and PIN of the person, and the language of the phone."""

    code: Annotated[str, Meta(min_length=1, max_length=40, examples=["C5H6-6S35"])]
    name: Annotated[str, Meta(min_length=1, max_length=200, examples=["Anna Lee"])]
    pin: Annotated[str, Meta(min_length=1, max_length=40, examples=["8402"])]
    language: Annotated[str, Meta(max_length=16, examples=["de"])] = "en"


class JoinInvitation(msgspec.Struct):
    """The team of a join code, and the name of its organisation."""

    team: str
    organisation: str


@get("/join/{code:str}", tags=["session"], opt=declare_refusals(*JOIN_CODE_REFUSALS))
async def read_join_invitation(
    code: FromPath[str], now: Now, device: RequestDevice
) -> JoinInvitation:
    """Show the team of a join code before anybody joins."""
    invitation = await find_team_by_code(code, device, now)
    return JoinInvitation(invitation.team, invitation.organisation)


@post(
    "/join",
    tags=["session"],
    opt=declare_refusals(
        *JOIN_CODE_REFUSALS,
        *NAME_REFUSALS,
        *LANGUAGE_REFUSALS,
        *NEW_PIN_REFUSALS,
        *SIGN_IN_REFUSALS,
        (Conflict, "person.left_the_team"),
        (Conflict, "person.looks_like_a_colleague"),
        (Conflict, "person.name_taken_with_other_pin"),
        (TooManyRequests, "team.too_many_joined_here"),
        (TooManyRequests, "team.too_many_joined_on_device"),
    ),
)
async def join_by_code(
    request: StrictRequest, data: JSONBody[JoinRequest], now: Now, device: RequestDevice
) -> Response[OwnProfile]:
    """Join a team, or come back: the same name with the same PIN is the same person."""
    signing_in = join_team(data.code, data.name, data.pin, data.language, device, now)
    return await answer_sign_in(
        request,
        device,
        signing_in,
        lambda: load_profile_of_token(device.token, now),
        lambda code: record_refused_join(
            request.app.state.refusal_counts, data.code, data.name, code, device.browser, now
        ),
    )


handlers = [read_join_invitation, join_by_code]
