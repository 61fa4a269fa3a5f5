"""Days off: one's own, and those of the people that a leader leads."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from litestar import delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from api.identity import Leader, Me, Now
from api.refusal_docs import Refusal, declare_refusals
from api.shared_refusals import LED_PERSON_REFUSALS, SUBORDINATE_REFUSALS
from learning.actions.rota.cancel_day_off import cancel_day_off
from learning.actions.rota.record_days_off import MAX_DAYS_OFF_PER_REQUEST, record_days_off
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.leader_scope import find_led_person
from learning.queries.rota.days_off import load_days_off
from learning.rules.refusals import Conflict, Invalid

TOO_FAR: Refusal = (Invalid, "days_off.too_far")
DAY_IS_OVER: Refusal = (Conflict, "days_off.day_is_over")


class DaysOffRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Local days on which a person does not work."""

    days: Annotated[
        list[date],
        Meta(
            min_length=1,
            max_length=MAX_DAYS_OFF_PER_REQUEST,
            examples=[["2026-12-24", "2026-12-25"]],
        ),
    ]


class DaysOffView(msgspec.Struct, frozen=True):
    """The recorded `days` off from `first` to `last`. Days outside that span cannot be recorded.

    Days before `today` cannot be cancelled. `work_days` are ISO weekdays, 1 for Monday, and null
    for a person who works on those of the team.
    """

    today: date
    first: date
    last: date
    days: list[date]
    work_days: list[int] | None
    team_work_days: list[int]


@get("/me/days-off", tags=["days off"])
async def list_my_days_off(me: Me, now: Now) -> DaysOffView:
    """Show one's own days off."""
    return await _view_days_off(me, now)


@post("/me/days-off", status_code=200, tags=["days off"], opt=declare_refusals(TOO_FAR))
async def add_my_days_off(data: JSONBody[DaysOffRequest], me: Me, now: Now) -> DaysOffView:
    """Record days off of one's own, past or future. They break no streak."""
    await record_days_off(me.login, data.days, now, actor=me)
    return await _view_days_off(me, now)


@delete("/me/days-off/{day:date}", tags=["days off"], opt=declare_refusals(DAY_IS_OVER))
async def cancel_my_day_off(day: FromPath[date], me: Me, now: Now) -> None:
    """Cancel a day off of one's own that is not over."""
    await cancel_day_off(me.login, day, now, actor=me)


@get(
    "/team/members/{login:str}/days-off",
    tags=["days off"],
    opt=declare_refusals(*LED_PERSON_REFUSALS),
)
async def list_member_days_off(login: FromPath[str], leader: Leader, now: Now) -> DaysOffView:
    """Show a member's days off."""
    return await _view_days_off(await find_led_person(leader, login), now)


@post(
    "/team/members/{login:str}/days-off",
    status_code=200,
    tags=["days off"],
    opt=declare_refusals(*SUBORDINATE_REFUSALS, TOO_FAR),
)
async def add_member_days_off(
    login: FromPath[str], data: JSONBody[DaysOffRequest], leader: Leader, now: Now
) -> DaysOffView:
    """Record days off of a member."""
    await record_days_off(login, data.days, now, actor=leader)
    return await _view_days_off(await find_led_person(leader, login), now)


@delete(
    "/team/members/{login:str}/days-off/{day:date}",
    tags=["days off"],
    opt=declare_refusals(*SUBORDINATE_REFUSALS, DAY_IS_OVER),
)
async def cancel_member_day_off(
    login: FromPath[str], day: FromPath[date], leader: Leader, now: Now
) -> None:
    """Cancel a day off of a member that is not over."""
    await cancel_day_off(login, day, now, actor=leader)


async def _view_days_off(person: CurrentUser, now: datetime) -> DaysOffView:
    days_off = await load_days_off(person, now)
    return msgspec.convert(days_off, DaysOffView, from_attributes=True)


handlers = [
    list_my_days_off,
    add_my_days_off,
    cancel_my_day_off,
    list_member_days_off,
    add_member_days_off,
    cancel_member_day_off,
]
