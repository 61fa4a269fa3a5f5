"""Badges."""

import msgspec
from litestar import get

from api.identity import Me
from learning.queries.badges import BadgeView, badges_of
from learning.queries.catalogue import shelf_of


class BadgesOut(msgspec.Struct, frozen=True):
    """Earned ones first, then the nearest."""

    badges: list[BadgeView]


@get("/badges")
async def show_badges(me: Me) -> BadgesOut:
    """Give the person's shelf of badges."""
    return BadgesOut(await badges_of(me, await shelf_of(me.path, me.edition)))


handlers = [show_badges]
