"""The signed-in devices of the person who asks: list them and sign them out."""

from datetime import datetime

import msgspec
from litestar import delete, get
from litestar.params import FromPath

from api.identity import Me, Now, read_session_token
from api.refusal_docs import declare_refusals
from api.strict_requests import StrictRequest
from learning.actions.people.end_session import end_other_sessions, end_session
from learning.queries.people.sessions import list_sessions
from learning.rules.refusals import NotFound


class OwnSession(msgspec.Struct):
    """A device that is signed in. `browser` is empty where it is not known."""

    id: str
    browser: str
    created_at: datetime
    seen_at: datetime
    this_device: bool


class OwnSessionList(msgspec.Struct):
    """The signed-in devices: this one first, then those that were used last."""

    sessions: list[OwnSession]


@get("/sessions", tags=["session"])
async def read_own_sessions(request: StrictRequest, me: Me, now: Now) -> OwnSessionList:
    """List the devices on which the person is signed in."""
    devices = await list_sessions(me.id, read_session_token(request), now)
    return OwnSessionList(
        [
            OwnSession(str(one.id), one.browser, one.created_at, one.seen_at, one.is_this)
            for one in devices
        ]
    )


@delete("/sessions", status_code=204, tags=["session"])
async def end_own_other_sessions(request: StrictRequest, me: Me, now: Now) -> None:
    """Sign all other devices of the person out."""
    await end_other_sessions(me.id, read_session_token(request), now)


@delete(
    "/sessions/{session_id:int}",
    status_code=204,
    tags=["session"],
    opt=declare_refusals((NotFound, "session.unknown")),
)
async def end_own_session(session_id: FromPath[int], me: Me, now: Now) -> None:
    """Sign one device of the person out."""
    await end_session(me.id, session_id, now)


handlers = [read_own_sessions, end_own_other_sessions, end_own_session]
