"""Badges."""

from litestar import get

from api.identity import Me, Now
from learning.queries.badges import BadgesView, load_badges
from learning.queries.catalogue import load_team_catalogue


@get("/badges")
async def show_badges(me: Me, now: Now) -> BadgesView:
    """Give the person's shelf of badges."""
    return await load_badges(me, await load_team_catalogue(me.path, me.catalogue_revision), now)


handlers = [show_badges]
