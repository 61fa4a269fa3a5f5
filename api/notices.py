"""Notices: what a person's teams were told about their challenges."""

from typing import Annotated

import msgspec
from litestar import get
from litestar.params import FromQuery
from msgspec import Meta

from api.identity import Me
from learning.queries.notices import NoticeView, notices_of


class NoticesOut(msgspec.Struct, frozen=True):
    """The newest first."""

    notices: list[NoticeView]


@get("/notices")
async def list_notices(me: Me, after: FromQuery[Annotated[int, Meta(ge=0, le=2**63 - 1)]] = 0) -> NoticesOut:
    """List the newest notices of the person's teams, those after an id."""
    return NoticesOut(await notices_of(me.path, after))


handlers = [list_notices]
