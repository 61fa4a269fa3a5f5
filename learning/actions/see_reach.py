"""See that what a plan of a challenge names is within its leader's reach: teams, co-leaders, a trait. Each refusal says what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection

from learning.queries.catalogue import shelf_of
from learning.queries.co_leaders import named_co_leaders
from learning.queries.who import Who
from learning.rules.challenges import Plan, span
from learning.rules.problems import Invalid, Problem

TEAMS = """
SELECT id, name, zone, path FROM team WHERE id = ANY($1) AND ($2::bigint = ANY(path)) AND ($3 OR $4::bigint = ANY(path)) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A team that takes part, with its own beginning and end."""

    team: int
    zone: str
    path: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime


async def parts_of(conn: Connection, leader: Who, plan: Plan) -> list[Part]:
    """Find the teams, all within the leading one and within the leader's reach, and none within another of them."""
    wanted = sorted(set(plan.teams))
    rows = await conn.fetch(TEAMS, wanted, plan.team, leader.role == "admin", leader.team)
    if len(rows) < len(wanted):
        raise Invalid("Some of the teams are not yours.", [Problem("teams", "Choose among the teams that you lead.")])
    names = {row["id"]: row["name"] for row in rows}
    for row in rows:
        if above := [names[team] for team in row["path"][:-1] if team in names]:
            what = f"{row['name']} is a part of {above[-1]} already: choose one of the two."
            raise Invalid("A team would count twice.", [Problem("teams", what)])
    return [
        Part(row["id"], row["zone"], tuple(row["path"]), *span(plan.first_day, plan.last_day, row["zone"]))
        for row in rows
    ]


async def co_leaders_of(conn: Connection, leader: Who, plan: Plan) -> list[int]:
    """Find the ids of those who are to lead it, too."""
    found = await named_co_leaders(conn, leader, plan.leaders)
    if found is None:
        what = "Choose co-leaders who lead a team of yours, or one above it."
        raise Invalid("Not all of them can lead it with you.", [Problem("leaders", what)])
    return found


async def see_trait(leader: Who, plan: Plan, parts: Sequence[Part]) -> None:
    """See that some team learns the trait whose moments are to count: else none could ever be recorded."""
    shelves = [await shelf_of(part.path, leader.edition) for part in parts] if plan.trait else []
    if plan.trait and not any(plan.trait in volume.lessons for shelf in shelves for volume in shelf.volumes):
        raise Invalid("There is no such trait.", [Problem("trait", "Choose one of the traits that are offered.")])
