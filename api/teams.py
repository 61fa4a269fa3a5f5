"""Teams: what leaders see of them, and what they change about a team or a member."""

from datetime import datetime
from secrets import token_bytes
from typing import Annotated

import msgspec
import segno
from litestar import get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from api.field_types import AfterRowId, IsoWeekdays, NameFilter, PathRowId, RowIdFilter
from api.identity import Leader, Now, RequestBoards
from api.refusal_docs import declare_refusals
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
from learning.heavy_work import run_heavy_work
from learning.queries.people.join_codes import load_join_code
from learning.queries.people.team_members import TeamMember, load_page_of_members
from learning.queries.people.team_pages import TeamPageRow, load_page_of_teams
from learning.rules.people.join_codes import format_join_code
from learning.rules.refusals import Conflict, Forbidden, NotFound

AfterLogin = Annotated[str, QueryParameter(max_length=60, pattern="^[0-9a-z-]*$")]


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
    """A team with its figures and its join code. `members` is the number of its people.

    `parent` is the name of the team above. `capacity` is null where fewer than three people have
    practised for weeks. The people of a `hidden` team are not shown on the boards of others.
    `work_days` are ISO weekdays, 1 for Monday.
    """

    id: str
    name: str
    parent: str | None
    zone: str
    join_code: str
    join_url: str
    join_code_expires_at: datetime
    capacity: TeamCapacity | None
    hidden: bool
    moments_reviewed: bool
    work_days: list[int]
    members: int


class LedTeamList(msgspec.Struct):
    """A page of the teams that a leader leads. Parents come before their children.

    `next` is the `after` of the next page; null for the last one.
    """

    teams: list[LedTeam]
    next: str | None


class TeamMemberList(msgspec.Struct):
    """A page of people, by name. `next` is the `after` of the next page; null for the last one."""

    members: list[TeamMember]
    next: str | None


class TeamTreeNode(msgspec.Struct):
    """A team of the organisation's tree. `parent_name` is the name of the team above."""

    id: str
    name: str
    parent: str | None
    parent_name: str | None
    zone: str
    members: int


class TeamTree(msgspec.Struct):
    """A page of teams to choose from. Parents come before their children.

    `next` is the `after` of the next page; null for the last one.
    """

    teams: list[TeamTreeNode]
    next: str | None


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


@get("/team", tags=["teams"])
async def read_led_teams(
    request: StrictRequest, leader: Leader, name: NameFilter = "", after: AfterRowId = 0
) -> LedTeamList:
    """Show a leader's team and the teams below; to an admin all teams.

    `name` is a part of the name of a team.
    """
    teams, last = await load_page_of_teams(leader, name, after)
    url = request.app.state.settings.url
    return LedTeamList([_describe_led_team(team, url) for team in teams], _write_id(last))


@get("/team/members", tags=["teams"])
async def list_team_members(
    leader: Leader,
    now: Now,
    team: RowIdFilter = 0,
    name: NameFilter = "",
    after: AfterLogin = "",
) -> TeamMemberList:
    """List the people of a team that the leader leads; without `team`, of all of these teams.

    `name` is a part of the name of a person.
    """
    return TeamMemberList(*await load_page_of_members(leader, team, name, after, now))


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
    return await _make_join_code(request, new.code, new.expires_at)


@get(
    "/teams/{team:int}/join-code",
    tags=["teams"],
    opt=declare_refusals((NotFound, "team.not_led")),
)
async def read_join_code(request: StrictRequest, team: PathRowId, leader: Leader) -> JoinCode:
    """Show the join code of a team, with its picture."""
    return await _make_join_code(request, *await load_join_code(leader, team))


@get("/teams", tags=["teams"])
async def read_team_tree(
    leader: Leader, name: NameFilter = "", after: AfterRowId = 0, team: RowIdFilter = 0
) -> TeamTree:
    """List the teams that the leader leads, to choose from; with `team`, that one alone.

    `name` is a part of the name of a team.
    """
    teams, last = await load_page_of_teams(leader, name, after, team)
    return TeamTree(
        [
            TeamTreeNode(
                str(one.id), one.name, _write_id(one.parent), one.parent_name, one.zone, one.members
            )
            for one in teams
        ],
        _write_id(last),
    )


def _describe_led_team(team: TeamPageRow, url: str) -> LedTeam:
    return LedTeam(
        id=str(team.id),
        name=team.name,
        parent=team.parent_name,
        zone=team.zone,
        join_code=format_join_code(team.join_code),
        join_url=_make_join_url(url, team.join_code),
        join_code_expires_at=team.join_code_expires_at,
        capacity=msgspec.convert(team.capacity, TeamCapacity | None, from_attributes=True),
        hidden=team.hidden,
        moments_reviewed=team.moments_reviewed,
        work_days=team.work_days,
        members=team.members,
    )


def _write_id(row_id: int | None) -> str | None:
    return None if row_id is None else str(row_id)


async def _make_join_code(request: StrictRequest, code: str, expires_at: datetime) -> JoinCode:
    url = _make_join_url(request.app.state.settings.url, code)
    return JoinCode(
        format_join_code(code), url, await run_heavy_work(_draw_join_qr, url), expires_at
    )


def _make_join_url(url: str, code: str) -> str:
    return f"{url}/join?code={code}"


def _draw_join_qr(join_url: str) -> str:
    """Draw a join code as an SVG image in a data URI. It computes for some milliseconds."""
    return segno.make(join_url, micro=False).svg_data_uri(scale=4, border=2, light="#fff")


handlers = [
    read_led_teams,
    list_team_members,
    reset_member_pin,
    change_member,
    change_team_settings,
    renew_join_code,
    read_join_code,
    read_team_tree,
]
