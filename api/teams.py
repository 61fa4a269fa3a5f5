"""Teams: what leaders see of them, and what they change about a team or a member."""

from datetime import date, datetime
from secrets import token_bytes
from typing import Annotated

import msgspec
import segno
from litestar import get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Meta, UnsetType

from api.field_types import IsoWeekdays, PathRowId
from api.identity import Admin, Leader, Now, RequestBoards
from api.refusal_docs import declare_refusals
from api.request_clocks import SLOW_ROUTE
from api.shared_refusals import (
    NAME_REFUSALS,
    NEW_SECRET_REFUSALS,
    SUBORDINATE_REFUSALS,
    WORK_DAYS_REFUSALS,
)
from api.strict_requests import StrictRequest
from learning.actions.people.change_team import change_team
from learning.actions.people.moderate_person import Moderation, moderate_person
from learning.actions.people.replace_join_code import replace_join_code
from learning.actions.people.set_pin import set_pin
from learning.actions.rota.set_work_days import set_work_days
from learning.queries.people.teams import TeamMember, TeamRow, list_led_members, list_led_teams
from learning.queries.practice.capacity import load_capacities
from learning.rules.people.join_codes import format_join_code
from learning.rules.people.roles import Role
from learning.rules.practice.capacity import Capacity
from learning.rules.refusals import Conflict, Forbidden, NotFound


class LedTeamMember(msgspec.Struct):
    """A member of a team. `last_day` is the last local day with practice.

    `looks_like` holds the logins of members of the same team whose names look the same.
    `late_items` answers and lessons of earlier days arrived together on `late_day`, 60 at most are
    counted. That happens after days without a network. Practice on another day clears both.
    `below` says that the leader may act on the member.
    """

    login: str
    name: str
    role: Role
    joined_at: datetime
    last_day: date | None
    streak: int
    week_points: int
    looks_like: list[str]
    late_day: date | None
    late_items: int
    below: bool
    moments_paused: bool
    names_paused: bool


class TeamCapacity(msgspec.Struct):
    """The minutes of practice that fall due in the coming week, and those that people have for it.

    They are as of the start of the day. Both are null in teams of fewer than five people. `over`
    says that the time is not enough.
    """

    due_minutes: int | None
    available_minutes: int | None
    over: bool


class JoinCode(msgspec.Struct):
    """A join code and when it ends. `join_qr` is an SVG image as a data URI."""

    join_code: str
    join_url: str
    join_qr: str
    join_code_expires_at: datetime


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
    join_code_expires_at: datetime
    capacity: TeamCapacity | None
    hidden: bool
    moments_reviewed: bool
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
    are ISO weekdays, 1 for Monday. Where `moments_reviewed`, thanks are shown to others after a
    leader's yes.
    """

    moments_reviewed: bool | UnsetType = UNSET
    hidden: Annotated[bool, Meta(examples=[True])] | UnsetType = UNSET
    work_days: IsoWeekdays | UnsetType = UNSET


class MemberRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about a member. A field that is not sent stays.

    `work_days` are the ISO weekdays, 1 for Monday; null are those of the team. An `alias` can only
    be removed, by null. A person whose moments are paused gives none, and one whose names are
    paused chooses no alias.
    """

    work_days: IsoWeekdays | UnsetType | None = UNSET
    name: Annotated[str, Meta(min_length=1, max_length=200)] | UnsetType = UNSET
    alias: UnsetType | None = UNSET
    moments_paused: bool | UnsetType = UNSET
    names_paused: bool | UnsetType = UNSET


@get("/team", tags=["teams"], opt=SLOW_ROUTE)
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
        *SUBORDINATE_REFUSALS,
        *NEW_SECRET_REFUSALS,
        (Forbidden, "secret.change_own_in_profile"),
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
    opt=declare_refusals(
        *SUBORDINATE_REFUSALS,
        *WORK_DAYS_REFUSALS,
        *NAME_REFUSALS,
        (Forbidden, "person.change_own_in_profile"),
        (Conflict, "person.looks_like_a_colleague"),
    ),
)
async def change_member(
    login: FromPath[str], data: JSONBody[MemberRequest], leader: Leader, now: Now
) -> None:
    """Change a member: the weekdays, the name, and what the member shows to others."""
    if data.work_days is not UNSET:
        await set_work_days(login, data.work_days, now, actor=leader)
    moderation = Moderation(
        name=data.name,
        alias=data.alias,
        moments_paused=data.moments_paused,
        names_paused=data.names_paused,
    )
    if moderation != Moderation():
        await moderate_person(leader, login, moderation, now)


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
        moments_reviewed=None if data.moments_reviewed is UNSET else data.moments_reviewed,
    )


@post(
    "/teams/{team:int}/join-code",
    status_code=200,
    tags=["teams"],
    opt=declare_refusals((NotFound, "team.not_led"), (Conflict, "team.join_code_taken")),
)
async def renew_join_code(
    request: StrictRequest, team: PathRowId, leader: Leader, now: Now
) -> JoinCode:
    """Give a team a new join code. The old one opens nothing from then on."""
    new = await replace_join_code(leader, team, token_bytes(5), now)
    url = _make_join_url(request.app.state.settings.url, new.code)
    return JoinCode(format_join_code(new.code), url, _draw_join_qr(url), new.expires_at)


@get("/teams", tags=["teams"], opt=SLOW_ROUTE)
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
    join_url = _make_join_url(url, team.join_code)
    return LedTeam(
        id=str(team.id),
        name=team.name,
        zone=team.zone,
        join_code=format_join_code(team.join_code),
        join_url=join_url,
        join_qr=_draw_join_qr(join_url),
        join_code_expires_at=team.join_code_expires_at,
        capacity=msgspec.convert(capacity, TeamCapacity | None, from_attributes=True),
        hidden=team.hidden,
        moments_reviewed=team.moments_reviewed,
        work_days=team.work_days,
        members=msgspec.convert(members, list[LedTeamMember], from_attributes=True),
    )


def _make_join_url(url: str, code: str) -> str:
    return f"{url}/join?code={code}"


def _draw_join_qr(join_url: str) -> str:
    return segno.make(join_url, micro=False).svg_data_uri(scale=4, border=2, light="#fff")


handlers = [
    read_led_teams,
    reset_member_pin,
    change_member,
    change_team_settings,
    renew_join_code,
    read_team_tree,
]
