"""Harbour & Hill is founded and its people join, each at a past instant and by the actions that real ones join by."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes, token_urlsafe

from learning.actions.add_person import add_person
from learning.actions.change_me import Changes, change_me
from learning.actions.create_team import create_team
from learning.actions.join_team import join_team
from learning.actions.open_session import Device
from learning.actions.sign_out import sign_out
from learning.queries.who import Who, who, who_is
from learning.rules.days import local_day
from learning.rules.names import make_code
from learning.tables.people import DayOff, Person
from ops.demo.people import ADMIN, HOME, ORGANISATION, SITES, WHOLE_WEEK, Member
from ops.sign_ins import SignIn, SignIns, new_password, new_pin_code

OPENED = 32
"""Days ago that the organisation began, a day before its first members."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member as the database knows them, and the instant they joined."""

    member: Member
    who: Who
    joined: datetime


async def found(now: datetime) -> int:
    """Create the organisation, that is the root team."""
    return await create_team(ORGANISATION, None, HOME, WHOLE_WEEK, _code(), _opened(now))


async def staff_up(root: int, url: str, now: datetime) -> tuple[list[Staff], SignIns]:
    """Create the teams and everybody in them; give them, and what the demo's learner, leader and admin sign in with."""
    password = new_password()
    admin = SignIn(await add_person(root, ADMIN, "admin", password, _opened(now)), password)
    staff: list[Staff] = []
    shown: SignIns | None = None
    for site in SITES:
        code = _code()
        team = await create_team(site.name, root, site.zone, site.work_days, code, _opened(now))
        secrets = [new_password(), *(new_pin_code() for _ in site.members[1:])]
        logins = [await _hire(team, code, member, secret, now) for member, secret in zip(site.members, secrets)]
        staff += [await _settle(member, login, now) for member, login in zip(site.members, logins)]
        for place, member in enumerate(site.members):
            if member.starter:
                learner, leader = (SignIn(logins[one], secrets[one]) for one in (place, 0))
                shown = SignIns(url, code, learner, leader, admin)
    if shown is None:
        raise ValueError("nobody in the demo is its starter")
    return staff, shown


async def _hire(team: int, code: str, member: Member, secret: str, now: datetime) -> str:
    """Let somebody join and give the login: leaders are added, the others come by the code on the wall."""
    at = _joined(member, now)
    if member.leads:
        return await add_person(team, member.name, "leader", secret, at)
    token = token_urlsafe(32)
    await join_team(code, member.name, secret, "en", Device(token, None, None, "127.0.0.1"), at)
    login = _there(await who(token, at)).login
    await sign_out(token)  # nobody has that phone
    return login


async def _settle(member: Member, login: str, now: datetime) -> Staff:
    """Set what somebody likes, and when they work, which no screen sets yet."""
    person, at = _there(await who_is(login)), _joined(member, now)
    changes = Changes(minutes=member.minutes, on_boards=member.on_boards, alias=member.alias)
    await change_me(person, changes, "", at)
    today = local_day(now, person.zone)
    if week := _week(member, today.isoweekday()):
        await Person.update({Person.work_days: week}).where(Person.id == person.id)
    if member.days_off:
        off = (today - timedelta(days=ago) for ago in member.days_off)
        await DayOff.insert(*(DayOff(person=person.id, day=day) for day in off))
    return Staff(member, _there(await who_is(login)), at)


def _week(member: Member, today: int) -> list[int]:
    """Give the weekdays somebody works, empty for the team's; a starter's two days off are never the day of the demo."""
    if member.starter:
        return [day for day in WHOLE_WEEK if (today - day) % 7 not in (3, 4)]
    return list(member.week or ())


def _there(person: Who | None) -> Who:
    if person is None:
        raise ValueError("somebody of the demo has not joined")
    return person


def _joined(member: Member, now: datetime) -> datetime:
    return now - timedelta(days=member.joined)


def _opened(now: datetime) -> datetime:
    return now - timedelta(days=OPENED)


def _code() -> str:
    return make_code(token_bytes(5))
