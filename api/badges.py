"""The badges of the signed-in person."""

from litestar import get

from api.identity import Me, Now
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.recognition.badges import BadgesView, load_badges


@get("/badges", tags=["badges"])
async def list_my_badges(me: Me, now: Now) -> BadgesView:
    """List the badges that the person has earned and those that the person can earn."""
    return await load_badges(me, await load_team_catalogue(me.path, me.catalogue_revision), now)


handlers = [list_my_badges]
