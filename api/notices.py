"""Notices: messages to the teams of a person about their challenges."""

import msgspec
from litestar import get
from litestar.params import FromQuery

from api.field_types import MAX_ROW_ID
from api.identity import Me
from learning.queries.notices.notices import NoticeView, list_notices_of_teams


class NoticeList(msgspec.Struct, frozen=True):
    """Notices, the newest first."""

    notices: list[NoticeView]


@get("/notices", tags=["notices"])
async def list_notices(me: Me, after: FromQuery[int] = 0) -> NoticeList:
    """List the newest notices of the person's teams, at most 20, with an id above `after`."""
    return NoticeList(await list_notices_of_teams(me.path, max(0, min(after, MAX_ROW_ID))))


handlers = [list_notices]
