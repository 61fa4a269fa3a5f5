"""Readiness: what a leader's people know, where they are confidently wrong, and what to launch next."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from api.field_types import MAX_ROW_ID
from api.identity import Leader, Now
from learning.queries.practice.readiness import TeamReadiness, load_readiness

TeamIdQuery = Annotated[int, QueryParameter(ge=0, le=MAX_ROW_ID)]


@get("/readiness")
async def read_team_readiness(leader: Leader, now: Now, team: TeamIdQuery = 0) -> TeamReadiness:
    """Show how ready a team is, with all below it; without a team, the leader's own."""
    return await load_readiness(leader, team or None, now)


handlers = [read_team_readiness]
