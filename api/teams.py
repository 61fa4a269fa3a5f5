"""What leaders see of their teams, and what they can do for a member."""

from datetime import date, datetime
from typing import Annotated

import msgspec
import segno
from litestar import get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.breaks import RequestBoards
from api.field_types import PathRowId
from api.identity import Admin, Leader, Now
from api.refusal_docs import declare_refusals
from api.strict_requests import StrictRequest
from learning.actions.people.change_team import TeamChanges, change_team
from learning.actions.people.set_pin import set_pin
from learning.queries.people.teams import TeamMember, TeamRow, list_led_members, list_led_teams
from learning.queries.practice.capacity import load_capacities
from learning.rules.people.text_input import format_join_code
from learning.rules.practice.capacity import Capacity
from learning.rules.refusals import Invalid, NotFound


class LedTeamMember(msgspec.Struct):
    """One of the team."""

    login: str
    name: str
    role: str
    joined_at: datetime
    last_day: date | None
    streak: int
    week_points: int


class TeamCapacity(msgspec.Struct):
    """What falls due in the coming week, and the minutes that people have for it: null in teams of fewer than five."""

    due_minutes: int | None
    available_minutes: int | None
    over: bool


class LedTeam(msgspec.Struct):
    """A team with its members and the way into it; `join_qr` is an SVG image as a data URI.

    `capacity` is null where nobody has practised for weeks. Of a `hidden` team nobody is seen on the boards of others.
    `work_days` are ISO weekdays, 1 for Monday.
    """

    id: str
    name: str
    zone: str
    join_code: str
    join_url: str
    join_qr: str
    capacity: TeamCapacity | None
    hidden: bool
    work_days: list[int]
    members: list[LedTeamMember]


class LedTeamList(msgspec.Struct):
    """The teams that somebody leads, those above first."""

    teams: list[LedTeam]


class TeamTreeNode(msgspec.Struct):
    """A team of the organisation's tree."""

    id: str
    name: str
    parent: str | None
    zone: str
    members: int


class TeamTree(msgspec.Struct):
    """The organisation, those above first."""

    teams: list[TeamTreeNode]


class NewPinRequest(msgspec.Struct, forbid_unknown_fields=True):
    """The PIN to set."""

    pin: Annotated[str, Meta(min_length=1, max_length=40)]


@get("/team")
async def read_led_teams(request: StrictRequest, leader: Leader, now: Now) -> LedTeamList:
    """Show a leader's team and the teams below; all of them to an admin."""
    teams = await list_led_teams(leader)
    members = await list_led_members(leader, teams, now)
    weeks = await load_capacities(leader, [team.id for team in teams], now)
    url = request.app.state.settings.url
    return LedTeamList(
        [
            _describe_led_team(team, members.get(team.id, []), weeks.get(team.id), url)
            for team in teams
        ]
    )


@post("/team/members/{login:str}/pin", status_code=204)
async def reset_member_pin(
    login: FromPath[str], data: JSONBody[NewPinRequest], leader: Leader, now: Now
) -> None:
    """Set a new PIN for a forgotten one, and sign that person's devices out."""
    await set_pin(leader, login, data.pin, now)


@get("/teams")
async def read_team_tree(admin: Admin) -> TeamTree:
    """Show the whole tree to an admin."""
    teams = await list_led_teams(admin)
    return TeamTree(
        [
            TeamTreeNode(
                str(team.id),
                team.name,
                str(team.parent) if team.parent else None,
                team.zone,
                team.members,
            )
            for team in teams
        ]
    )


def _describe_led_team(
    team: TeamRow, members: list[TeamMember], capacity: Capacity | None, url: str
) -> LedTeam:
    join_url = f"{url}/join?code={team.join_code}"
    return LedTeam(
        id=str(team.id),
        name=team.name,
        zone=team.zone,
        join_code=format_join_code(team.join_code),
        join_url=join_url,
        join_qr=segno.make(join_url, micro=False).svg_data_uri(scale=4, border=2, light="#fff"),
        capacity=msgspec.convert(capacity, TeamCapacity | None, from_attributes=True),
        hidden=team.hidden,
        work_days=team.work_days,
        members=msgspec.convert(members, list[LedTeamMember], from_attributes=True),
    )


@patch(
    "/teams/{team:int}",
    status_code=204,
    tags=["people"],
    opt=declare_refusals((NotFound, "team.not_led"), (Invalid, "team.invalid_work_days")),
)
async def change_team_settings(
    team: PathRowId, data: JSONBody[TeamChanges], leader: Leader, boards: RequestBoards, now: Now
) -> None:
    """Change a team that the leader leads.

    `hidden` hides its people, and those of the teams below it, from the boards of all other teams.
    `work_days` sets its work week.
    """
    await change_team(leader, team, data, boards, now)


handlers = [read_led_teams, reset_member_pin, read_team_tree, change_team_settings]
