"""Practice beyond today's break."""

from litestar import get

from api.identity import Me, Now
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.practice.extra_practice import ExtraPractice, load_extra_practice
from learning.rules.rota.days import to_local_day


@get("/practice")
async def read_more_practice(me: Me, now: Now) -> ExtraPractice:
    """Give a few questions more, of what is not due; their answers travel like any others, and earn no points."""
    return await load_extra_practice(
        me, to_local_day(now, me.zone), await load_team_catalogue(me.path, me.catalogue_revision)
    )


handlers = [read_more_practice]
