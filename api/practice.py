"""Practice beyond today's break."""

from litestar import get

from api.identity import Me, Now
from learning.queries.catalogue import shelf_of
from learning.queries.practice import MorePractice, more_practice
from learning.rules.days import local_day


@get("/practice")
async def show_practice(me: Me, now: Now) -> MorePractice:
    """Give a few questions more, of what is not due; their answers travel like any others, and earn no points."""
    return await more_practice(me, local_day(now, me.zone), await shelf_of(me.path, me.edition))


handlers = [show_practice]
