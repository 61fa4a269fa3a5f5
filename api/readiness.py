"""Readiness: what a leader's people know, where many are sure and wrong, and what to do next."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from api.field_types import MAX_ROW_ID
from api.identity import Leader, Now
from api.refusal_docs import declare_refusals
from api.request_clocks import SLOW_ROUTE
from learning.actions.practice.show_readiness import show_readiness
from learning.queries.practice.readiness import TeamReadiness
from learning.rules.refusals import NotFound

TeamIdQuery = Annotated[int, QueryParameter(ge=0, le=MAX_ROW_ID)]


@get(
    "/readiness",
    tags=["readiness"],
    opt=SLOW_ROUTE | declare_refusals((NotFound, "readiness.team_not_led")),
)
async def read_team_readiness(leader: Leader, now: Now, team: TeamIdQuery = 0) -> TeamReadiness:
    """Read how ready a team is, with all below it; without a team, the leader's own."""
    return await show_readiness(leader, team or None, now)


handlers = [read_team_readiness]
"""What `api.app` serves of this slice."""
