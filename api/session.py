"""Sign in and sign out."""

from typing import Annotated

import msgspec
from litestar import Response, delete, post
from litestar.params import JSONBody
from msgspec import Meta

from api.cookies import Visitor, closed, opened, session_cookie
from api.identity import Now
from api.me import MyPage, page_of
from api.requests import StrictRequest
from learning.actions.sign_in import sign_in
from learning.actions.sign_out import sign_out

Typed = Annotated[str, Meta(min_length=1, max_length=200)]


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody signs in with."""

    login: Typed
    secret: Typed


@post("/session")
async def open_session(request: StrictRequest, data: JSONBody[SignIn], now: Now, device: Visitor) -> Response[MyPage]:
    """Sign this device in."""
    signing_in = sign_in(data.login, data.secret, device, now)
    return await opened(request, device, signing_in, lambda: page_of(device.token, now))


@delete("/session", status_code=204)
async def close_session(request: StrictRequest) -> Response[None]:
    """Sign this device out; one that is not signed in stays so."""
    settings = request.app.state.settings
    token = request.cookie(session_cookie(settings))
    if token:
        await sign_out(token)
    return closed(settings)


handlers = [open_session, close_session]
