"""Who I am, how I stand, and what I can change about myself."""

from datetime import datetime

import msgspec
from litestar import get, patch
from litestar.params import JSONBody

from api.breaks import RequestBoards
from api.identity import Me, Now, read_session_token
from api.strict_requests import StrictRequest
from learning.actions.people.change_profile import ProfileChanges, change_profile
from learning.queries.people.current_user import CurrentUser, find_user_by_token
from learning.queries.people.progress_today import load_progress_today
from learning.rules.recognition.levels import LevelCode
from learning.rules.refusals import Unauthenticated


class OwnTeam(msgspec.Struct):
    """The team of the person who asks."""

    id: str
    name: str
    zone: str


class OwnLevel(msgspec.Struct):
    """The person's level: concepts remembered today, to a tenth, and how many begin the next."""

    number: int
    code: LevelCode
    remembered: float
    next_at: int | None


class OwnProfile(msgspec.Struct):
    """The person who asks. `work_days` are ISO weekdays, 1 for Monday, and null for somebody who works on the team's."""

    login: str
    name: str
    alias: str | None
    role: str
    team: OwnTeam
    points: int
    week_points: int
    streak: int
    minutes: int
    on_boards: bool
    language: str
    working_today: bool
    work_days: list[int] | None
    level: OwnLevel


@get("/me")
async def read_own_profile(me: Me, now: Now) -> OwnProfile:
    """Show who is signed in."""
    return await build_profile(me, now)


@patch("/me")
async def change_own_profile(
    request: StrictRequest, data: JSONBody[ProfileChanges], me: Me, boards: RequestBoards, now: Now
) -> OwnProfile:
    """Change what is named; a new secret signs all other devices out."""
    token = read_session_token(request)
    await change_profile(me, data, token, now, boards)
    return await load_profile_of_token(token, now)


async def load_profile_of_token(token: str, now: datetime) -> OwnProfile:
    """Show the person behind a token."""
    me = await find_user_by_token(token, now)
    if me is None:
        raise Unauthenticated("Nobody is signed in on this device. Sign in and try again.")
    return await build_profile(me, now)


async def build_profile(me: CurrentUser, now: datetime) -> OwnProfile:
    """Show a person."""
    today = await load_progress_today(me, now)
    return OwnProfile(
        login=me.login,
        name=me.name,
        alias=me.alias,
        role=me.role,
        team=OwnTeam(str(me.team), me.team_name, me.zone),
        points=today.points,
        week_points=today.week_points,
        streak=today.streak,
        minutes=me.minutes,
        on_boards=me.on_boards,
        language=me.language,
        working_today=today.working_today,
        work_days=today.own_week,
        level=msgspec.convert(today.level, OwnLevel, from_attributes=True),
    )


handlers = [read_own_profile, change_own_profile]
