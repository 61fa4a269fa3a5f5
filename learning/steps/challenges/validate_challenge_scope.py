"""Check that a leader may use the teams and the trait that a plan names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection, Record

from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenges import ChallengePlan, calculate_challenge_span
from learning.rules.refusals import InputProblem, Invalid

SELECT_TEAMS_WITHIN_SCOPE = """
SELECT id, name, zone, path FROM team
WHERE id = ANY($1) AND $2::bigint = ANY(path) AND ($3 OR $4::bigint = ANY(path)) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class PlannedTeam:
    """A team that takes part, with the instants (UTC) at which its part begins and ends."""

    team: int
    zone: str
    path: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime


async def find_participating_teams(
    conn: Connection, leader: CurrentUser, plan: ChallengePlan
) -> list[PlannedTeam]:
    """Find the teams of a plan.

    Raises:
        Invalid: a team is not below the leading team, the leader does not lead it, or it is below
            another team of the plan.
    """
    wanted = sorted(set(plan.teams))
    rows = await conn.fetch(
        SELECT_TEAMS_WITHIN_SCOPE, wanted, plan.team, leader.role == "admin", leader.team
    )
    if len(rows) < len(wanted):
        problem = InputProblem("teams", "challenge.choose_led_teams")
        raise Invalid("challenge.teams_not_led", [problem])
    _require_no_nested_teams(rows)
    return [
        PlannedTeam(
            row["id"],
            row["zone"],
            tuple(row["path"]),
            *calculate_challenge_span(plan.first_day, plan.last_day, row["zone"]),
        )
        for row in rows
    ]


def _require_no_nested_teams(rows: Sequence[Record]) -> None:
    names = {row["id"]: row["name"] for row in rows}
    for row in rows:
        if names_above := [names[team] for team in row["path"][:-1] if team in names]:
            values = {"team": row["name"], "above": names_above[-1]}
            problem = InputProblem("teams", "challenge.team_below_other", values)
            raise Invalid("challenge.team_counted_twice", [problem])


async def check_trait_is_taught(
    leader: CurrentUser, plan: ChallengePlan, participants: Sequence[PlannedTeam]
) -> None:
    """Check that a team learns the trait whose moments count. Without it, no moment could count.

    Raises:
        Invalid: no team learns it.
    """
    if not plan.trait:
        return
    for participant in participants:
        catalogue = await load_team_catalogue(participant.path, leader.catalogue_revision)
        if any(plan.trait in version.lesson_by_id for version in catalogue.pack_versions):
            return
    raise Invalid(
        "challenge.trait_unknown", [InputProblem("trait", "challenge.choose_offered_trait")]
    )
