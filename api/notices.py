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
    """List the newest notices, at most 20, with an id above `after`.

    They are those of the person's teams, and of the challenges that the person leads.
    """
    oldest = max(0, min(after, MAX_ROW_ID))
    return NoticeList(await list_notices_of_teams(me.path, oldest, leader=me.id))


handlers = [list_notices]
