"""Readiness: what a leader's people know, where many are sure and wrong, and what to do next."""

from litestar import get

from api.field_types import RowIdFilter
from api.identity import Leader
from api.refusal_docs import declare_refusals
from learning.queries.practice.readiness import TeamReadiness, load_readiness
from learning.rules.refusals import NotFound


@get(
    "/readiness",
    tags=["readiness"],
    opt=declare_refusals((NotFound, "readiness.team_not_led")),
)
async def read_team_readiness(leader: Leader, team: RowIdFilter = 0) -> TeamReadiness:
    """Read how ready a team is, with all below it; without a team, the leader's own."""
    return await load_readiness(leader, team or None)


handlers = [read_team_readiness]
"""What `api.app` serves of this slice."""
