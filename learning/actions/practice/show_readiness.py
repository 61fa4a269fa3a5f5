"""Show a leader how ready a team is."""

from datetime import datetime

from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.readiness import (
    TeamReadiness,
    load_readiness,
    load_readiness_scope,
)
from learning.queries.practice.weights import load_weights_history
from learning.steps.people.join_groups import join_groups
from learning.steps.practice.refresh_group_knowledge import refresh_group_knowledge
from learning.tables.database import transaction


async def show_readiness(leader: CurrentUser, team: int | None, now: datetime) -> TeamReadiness:
    """Show a team with all below it; without `team`, the leader's own.

    What is known of its groups is brought up to date first, as far as it may be.

    Raises:
        NotFound: the leader does not lead this team.
    """
    scope = await load_readiness_scope(leader, team, now)
    weights = (await load_weights_history(leader.path[0], leader.adoption)).weights_at(now)
    async with transaction() as conn:
        await join_groups(conn, leader.path[0])
        await refresh_group_knowledge(
            conn, scope.list_teams_within(), scope.today, weights.curve_parameters, now
        )
    return await load_readiness(leader, scope, now)
