"""Practice beyond today's break."""

from typing import cast

from litestar import get

from api.identity import Me, Now
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.practice.extra_practice import ExtraPractice, load_extra_practice
from learning.rules.rota.days import to_local_day


@get("/practice", tags=["practice"])
async def read_more_practice(me: Me, now: Now) -> ExtraPractice:
    """Read a few more questions, of concepts that are not due.

    Their answers are sent to `POST /api/attempts` like all others. They earn no points.
    """
    catalogue = await load_team_catalogue(me.path, me.catalogue_revision)
    practice = await load_extra_practice(me, to_local_day(now, me.zone), catalogue)
    # The items are encoded already: `ExtraPractice` is what the bytes hold.
    return cast("ExtraPractice", practice)


handlers = [read_more_practice]
"""What `api.app` serves of this slice."""
