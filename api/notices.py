"""Notices: what a person's teams were told about their challenges."""

import msgspec
from litestar import get
from litestar.params import FromQuery

from api.fields import LARGEST
from api.identity import Me
from learning.queries.notices import NoticeView, list_notices_of_teams


class NoticesOut(msgspec.Struct, frozen=True):
    """The newest first."""

    notices: list[NoticeView]


@get("/notices")
async def list_notices(me: Me, after: FromQuery[int] = 0) -> NoticesOut:
    """List the newest notices of the person's teams, those after an id."""
    return NoticesOut(await list_notices_of_teams(me.path, max(0, min(after, LARGEST))))


handlers = [list_notices]
