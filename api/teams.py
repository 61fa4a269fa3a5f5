"""Teams: what leaders see of them, and what they change about a team or a member."""

from datetime import date, datetime
from typing import Annotated

import msgspec
import segno
from litestar import get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta, UnsetType

from api.field_types import IsoWeekdays, PathRowId
from api.identity import Admin, Leader, Now, RequestBoards
from api.refusal_docs import declare_refusals
from api.shared_refusals import LED_PERSON_REFUSALS, NEW_SECRET_REFUSALS, WORK_DAYS_REFUSALS
from api.strict_requests import StrictRequest
from learning.actions.people.change_team import change_team
from learning.actions.people.set_pin import set_pin
from learning.actions.rota.set_work_days import set_work_days
from learning.queries.people.teams import TeamMember, TeamRow, list_led_members, list_led_teams
from learning.queries.practice.capacity import load_capacities
from learning.rules.people.join_codes import format_join_code
from learning.rules.people.roles import Role
from learning.rules.practice.capacity import Capacity
from learning.rules.refusals import Forbidden, NotFound


class LedTeamMember(msgspec.Struct):
    """A member of a team. `last_day` is the last local day with practice.

    `looks_like` holds the logins of members of the same team whose names look the same.
    """

    login: str
    name: str
    role: Role
    joined_at: datetime
    last_day: date | None
    streak: int
    week_points: int
    looks_like: list[str]


class TeamCapacity(msgspec.Struct):
    """The minutes of practice that fall due in the coming week, and those that people have for it.

    They are as of the start of the day. Both are null in teams of fewer than five people. `over`
    says that the time is not enough.
    """

    due_minutes: int | None
    available_minutes: int | None
    over: bool


class LedTeam(msgspec.Struct):
    """A team with its members and its join code. `join_qr` is an SVG image as a data URI.

    `capacity` is null where fewer than three people have practised for weeks. The people of a
    `hidden` team are not shown on the boards of others. `work_days` are ISO weekdays, 1 for Monday.
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
    """The teams that a leader leads. Parents come before their children."""

    teams: list[LedTeam]


class TeamTreeNode(msgspec.Struct):
    """A team of the organisation's tree."""

    id: str
    name: str
    parent: str | None
    zone: str
    members: int


class TeamTree(msgspec.Struct):
    """The teams of the organisation. Parents come before their children."""

    teams: list[TeamTreeNode]


class NewPinRequest(msgspec.Struct, forbid_unknown_fields=True):
    """The PIN to set, or for a leader or an admin the password."""

    pin: Annotated[str, Meta(min_length=1, max_length=200, examples=["8402"])]


class TeamRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about a team. A field that is not sent stays.

    `hidden` hides the people of the team and of those below from the boards of others. `work_days`
    are ISO weekdays, 1 for Monday.
    """

    hidden: Annotated[bool, Meta(examples=[True])] | UnsetType = UNSET
    work_days: IsoWeekdays | UnsetType = UNSET


class MemberRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about a member: the ISO weekdays, 1 for Monday; null are those of the team."""

    work_days: IsoWeekdays | None


@get("/team", tags=["teams"])
async def read_led_teams(request: StrictRequest, leader: Leader, now: Now) -> LedTeamList:
    """Show a leader's team and the teams below, with their members; to an admin all teams."""
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


@post(
    "/team/members/{login:str}/pin",
    status_code=204,
    tags=["teams"],
    opt=declare_refusals(
        *LED_PERSON_REFUSALS,
        *NEW_SECRET_REFUSALS,
        (Forbidden, "secret.change_own_in_profile"),
        (Forbidden, "secret.only_admin_sets_this_pin"),
    ),
)
async def reset_member_pin(
    login: FromPath[str], data: JSONBody[NewPinRequest], leader: Leader, now: Now
) -> None:
    """Set a new PIN in place of a forgotten one, and sign all devices of that person out."""
    await set_pin(leader, login, data.pin, now)


@patch(
    "/team/members/{login:str}",
    status_code=204,
    tags=["teams"],
    opt=declare_refusals(*LED_PERSON_REFUSALS, *WORK_DAYS_REFUSALS),
)
async def set_member_work_days(
    login: FromPath[str], data: JSONBody[MemberRequest], leader: Leader, now: Now
) -> None:
    """Set the weekdays on which a member works."""
    await set_work_days(login, data.work_days, now, actor=leader)


@patch(
    "/teams/{team:int}",
    status_code=204,
    tags=["teams"],
    opt=declare_refusals((NotFound, "team.not_led"), *WORK_DAYS_REFUSALS),
)
async def change_team_settings(
    team: PathRowId, data: JSONBody[TeamRequest], leader: Leader, boards: RequestBoards, now: Now
) -> None:
    """Hide a team from the boards of others, or show it again, and set its work days."""
    await change_team(
        leader,
        team,
        boards,
        now,
        hidden=None if data.hidden is UNSET else data.hidden,
        work_days=None if data.work_days is UNSET else data.work_days,
    )


@get("/teams", tags=["teams"])
async def read_team_tree(admin: Admin) -> TeamTree:
    """Show the whole tree of teams."""
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


handlers = [
    read_led_teams,
    reset_member_pin,
    set_member_work_days,
    change_team_settings,
    read_team_tree,
]
