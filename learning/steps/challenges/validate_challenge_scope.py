"""See that what a plan of a challenge names is within its leader's reach: teams, co-leaders, a trait. Each refusal says what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection

from learning.queries.challenges.co_leaders import find_co_leader_ids
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenges import ChallengePlan, calculate_challenge_span
from learning.rules.refusals import InputProblem, Invalid

SELECT_TEAMS_WITHIN_SCOPE = """
SELECT id, name, zone, path FROM team WHERE id = ANY($1) AND ($2::bigint = ANY(path)) AND ($3 OR $4::bigint = ANY(path)) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class PlannedTeam:
    """A team that takes part, with its own beginning and end."""

    team: int
    zone: str
    path: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime


async def find_participating_teams(
    conn: Connection, leader: CurrentUser, plan: ChallengePlan
) -> list[PlannedTeam]:
    """Find the teams, all within the leading one and within the leader's reach, and none within another of them."""
    wanted = sorted(set(plan.teams))
    rows = await conn.fetch(
        SELECT_TEAMS_WITHIN_SCOPE, wanted, plan.team, leader.role == "admin", leader.team
    )
    if len(rows) < len(wanted):
        raise Invalid(
            "Some of the teams are not yours.",
            [InputProblem("teams", "Choose among the teams that you lead.")],
        )
    names = {row["id"]: row["name"] for row in rows}
    for row in rows:
        if above := [names[team] for team in row["path"][:-1] if team in names]:
            what = f"{row['name']} is a part of {above[-1]} already: choose one of the two."
            raise Invalid("A team would count twice.", [InputProblem("teams", what)])
    return [
        PlannedTeam(
            row["id"],
            row["zone"],
            tuple(row["path"]),
            *calculate_challenge_span(plan.first_day, plan.last_day, row["zone"]),
        )
        for row in rows
    ]


async def find_co_leaders(conn: Connection, leader: CurrentUser, plan: ChallengePlan) -> list[int]:
    """Find the ids of those who are to lead it, too."""
    found = await find_co_leader_ids(conn, leader, plan.leaders)
    if found is None:
        what = "Choose co-leaders who lead a team of yours, or one above it."
        raise Invalid("Not all of them can lead it with you.", [InputProblem("leaders", what)])
    return found


async def check_trait_is_taught(
    leader: CurrentUser, plan: ChallengePlan, participants: Sequence[PlannedTeam]
) -> None:
    """See that some team learns the trait whose moments are to count: else none could ever be recorded."""
    catalogues = (
        [await load_team_catalogue(part.path, leader.catalogue_revision) for part in participants]
        if plan.trait
        else []
    )
    if plan.trait and not any(
        plan.trait in volume.lesson_by_id for shelf in catalogues for volume in shelf.pack_versions
    ):
        raise Invalid(
            "There is no such trait.",
            [InputProblem("trait", "Choose one of the traits that are offered.")],
        )
