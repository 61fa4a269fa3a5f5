"""Days off, and the weekdays on which somebody works: one's own, and of those that somebody leads."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import delete, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.identity import Leader, Me, Now
from learning.actions.rota.cancel_day_off import cancel_day_off
from learning.actions.rota.record_days_off import MAX_DAYS_OFF_PER_REQUEST, record_days_off
from learning.actions.rota.set_work_days import set_work_days
from learning.queries.people.leader_scope import find_led_person
from learning.queries.rota.days_off import DaysOffView, load_days_off
from learning.steps.rota.update_work_days import IsoWeekdays


class DaysOffRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Local days on which somebody does not work."""

    days: Annotated[list[date], Meta(min_length=1, max_length=MAX_DAYS_OFF_PER_REQUEST)]


class MemberWorkDays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about a member: the ISO weekdays, 1 for Monday, on which they work; null for the team's."""

    work_days: IsoWeekdays | None


@get("/me/days-off")
async def list_my_days_off(me: Me, now: Now) -> DaysOffView:
    """Show one's own days off."""
    return await load_days_off(me, now)


@post("/me/days-off", status_code=200)
async def add_my_days_off(data: JSONBody[DaysOffRequest], me: Me, now: Now) -> DaysOffView:
    """Note days off of one's own, gone by or to come; they break no streak."""
    await record_days_off(me.login, data.days, now, actor=me)
    return await load_days_off(me, now)


@delete("/me/days-off/{day:date}")
async def cancel_my_day_off(day: FromPath[date], me: Me, now: Now) -> None:
    """Take back a day off of one's own that is not over."""
    await cancel_day_off(me.login, day, now, actor=me)


@get("/team/members/{login:str}/days-off")
async def list_member_days_off(login: FromPath[str], leader: Leader, now: Now) -> DaysOffView:
    """Show a member's days off."""
    return await load_days_off(await find_led_person(leader, login), now)


@post("/team/members/{login:str}/days-off", status_code=200)
async def add_member_days_off(
    login: FromPath[str], data: JSONBody[DaysOffRequest], leader: Leader, now: Now
) -> DaysOffView:
    """Note days off of a member."""
    await record_days_off(login, data.days, now, actor=leader)
    return await load_days_off(await find_led_person(leader, login), now)


@delete("/team/members/{login:str}/days-off/{day:date}")
async def cancel_member_day_off(
    login: FromPath[str], day: FromPath[date], leader: Leader, now: Now
) -> None:
    """Take back a day off of a member that is not over."""
    await cancel_day_off(login, day, now, actor=leader)


@patch("/team/members/{login:str}", status_code=204)
async def set_member_work_days(
    login: FromPath[str], data: JSONBody[MemberWorkDays], leader: Leader, now: Now
) -> None:
    """Set the weekdays on which a member works."""
    await set_work_days(login, data.work_days, now, actor=leader)


handlers = [
    list_my_days_off,
    add_my_days_off,
    cancel_my_day_off,
    list_member_days_off,
    add_member_days_off,
    cancel_member_day_off,
    set_member_work_days,
]
