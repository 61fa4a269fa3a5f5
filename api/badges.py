"""Badges."""

from litestar import get

from api.identity import Me, Now
from learning.queries.badges import BadgesView, badges_of
from learning.queries.catalogue import shelf_of


@get("/badges")
async def show_badges(me: Me, now: Now) -> BadgesView:
    """Give the person's shelf of badges."""
    return await badges_of(me, await shelf_of(me.path, me.edition), now)


handlers = [show_badges]
