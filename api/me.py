"""Who I am, how I stand, and what I can change about myself."""

from datetime import datetime

import msgspec
from litestar import get, patch
from litestar.params import JSONBody

from api.breaks import PhoneBoards
from api.identity import Me, Now, token_of
from api.requests import StrictRequest
from learning.actions.change_me import ProfileChanges, change_profile
from learning.queries.me import load_progress_today
from learning.queries.who import CurrentUser, find_user_by_token
from learning.rules.problems import Unauthenticated


class MyTeam(msgspec.Struct):
    """The team of the person who asks."""

    id: str
    name: str
    zone: str


class MyLevel(msgspec.Struct):
    """How far the person has come: ideas remembered today, to a tenth, and how many begin the next level."""

    number: int
    title: str
    remembered: float
    next_at: int | None


class MyPage(msgspec.Struct):
    """The person who asks. `work_days` are ISO weekdays, 1 for Monday, and null for somebody who works on the team's."""

    login: str
    name: str
    alias: str | None
    role: str
    team: MyTeam
    points: int
    week_points: int
    streak: int
    minutes: int
    on_boards: bool
    language: str
    working_today: bool
    work_days: list[int] | None
    level: MyLevel


@get("/me")
async def read_me(me: Me, now: Now) -> MyPage:
    """Show who is signed in."""
    return await my_page(me, now)


@patch("/me")
async def patch_me(request: StrictRequest, data: JSONBody[ProfileChanges], me: Me, boards: PhoneBoards, now: Now) -> MyPage:
    """Change what is named; a new secret signs all other devices out."""
    token = token_of(request)
    await change_profile(me, data, token, now, boards)
    return await page_of(token, now)


async def page_of(token: str, now: datetime) -> MyPage:
    """Show the person behind a token."""
    me = await find_user_by_token(token, now)
    if me is None:
        raise Unauthenticated("Nobody is signed in on this device. Sign in and try again.")
    return await my_page(me, now)


async def my_page(me: CurrentUser, now: datetime) -> MyPage:
    """Show a person."""
    today = await load_progress_today(me, now)
    return MyPage(
        login=me.login,
        name=me.name,
        alias=me.alias,
        role=me.role,
        team=MyTeam(str(me.team), me.team_name, me.zone),
        points=today.points,
        week_points=today.week_points,
        streak=today.streak,
        minutes=me.minutes,
        on_boards=me.on_boards,
        language=me.language,
        working_today=today.working_today,
        work_days=today.own_week,
        level=msgspec.convert(today.level, MyLevel, from_attributes=True),
    )


handlers = [read_me, patch_me]
