"""Sign in and sign out."""

from typing import Annotated

import msgspec
from litestar import Response, delete, post
from litestar.params import JSONBody
from msgspec import Meta

from api.cookies import RequestDevice, answer_sign_in, answer_sign_out, get_session_cookie_name
from api.identity import Now
from api.me import OwnProfile, load_profile_of_token
from api.refusal_docs import declare_refusals
from api.shared_refusals import SIGN_IN_REFUSALS
from api.strict_requests import StrictRequest
from learning.actions.people.record_refusals import record_refused_sign_in
from learning.actions.people.sign_in import sign_in
from learning.actions.people.sign_out import sign_out


class SignInRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A login, or the name that it was made from, and a PIN or password."""

    login: Annotated[str, Meta(min_length=1, max_length=200, examples=["anna-lee"])]
    secret: Annotated[str, Meta(min_length=1, max_length=200, examples=["8402"])]


@post("/session", tags=["session"], opt=declare_refusals(*SIGN_IN_REFUSALS))
async def sign_in_device(
    request: StrictRequest, data: JSONBody[SignInRequest], now: Now, device: RequestDevice
) -> Response[OwnProfile]:
    """Sign this device in."""
    signing_in = sign_in(data.login, data.secret, device, now)
    return await answer_sign_in(
        request,
        device,
        signing_in,
        lambda: load_profile_of_token(device.token, now),
        lambda code: record_refused_sign_in(
            request.app.state.refusal_counts, data.login, code, device.browser, now
        ),
    )


@delete("/session", status_code=204, tags=["session"])
async def sign_out_device(request: StrictRequest, now: Now) -> Response[None]:
    """Sign this device out and end its streams. A device that is not signed in stays so."""
    settings = request.app.state.settings
    token = request.read_cookie(get_session_cookie_name(settings))
    if token:
        await sign_out(token, now)
        request.app.state.streams.end_streams(token)
    return answer_sign_out(settings)


handlers = [sign_in_device, sign_out_device]
