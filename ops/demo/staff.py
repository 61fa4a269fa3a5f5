"""Harbour & Hill is founded and its people join, each at a past instant and by the actions that real ones join by."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_bytes, token_urlsafe

from learning.actions.add_person import add_person
from learning.actions.change_me import ProfileChanges, change_profile
from learning.actions.create_team import create_team
from learning.actions.join_team import join_team
from learning.actions.open_session import Device
from learning.actions.sign_out import sign_out
from learning.queries.who import CurrentUser, find_user_by_token, find_user_by_login
from learning.rules.days import DAY_START_TIME, find_day_start, to_local_day
from learning.rules.names import make_join_code
from learning.tables.people import PersonTable, RotaDayTable
from ops.demo.people import ADMIN, HOME, ORGANISATION, SITES, WHOLE_WEEK, Member, Site
from ops.sign_ins import SignIn, new_password, new_pin_code

OPENED = 33
"""Days ago that the organisation began, before its first members joined."""
LATE = timedelta(minutes=30)
"""How much sooner or later than usual a break may be."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member, how the database knows them, what they sign in with, and the join code of their team."""

    member: Member
    who: CurrentUser
    secret: str
    code: str

    @property
    def sign_in(self) -> SignIn:
        """Login and secret."""
        return SignIn(self.who.login, self.secret)


async def found(now: datetime) -> int:
    """Create the organisation, that is the root team."""
    return await create_team(ORGANISATION, None, HOME, WHOLE_WEEK, _code(), _opened(now))


async def hire_admin(root: int, now: datetime) -> SignIn:
    """Add the one who runs it all."""
    password = new_password()
    return SignIn(await add_person(root, ADMIN, "admin", password, _opened(now)), password)


async def staff_up(root: int, now: datetime) -> list[Staff]:
    """Create the teams and everybody in them."""
    return [person for site in SITES for person in await _open(site, root, now)]


async def _open(site: Site, root: int, now: datetime) -> list[Staff]:
    code = _code()
    team = await create_team(site.name, root, site.zone, site.work_days, code, _opened(now))
    return [await _hire(team, code, member, _joining(member, site, now), now) for member in site.members]


async def _hire(team: int, code: str, member: Member, at: datetime, now: datetime) -> Staff:
    secret = new_password() if member.leads else new_pin_code()
    login = await _join(team, code, member, secret, at)
    await _settle(member, there(await find_user_by_login(login)), now)
    return Staff(member, there(await find_user_by_login(login)), secret, code)


async def _join(team: int, code: str, member: Member, secret: str, at: datetime) -> str:
    """Let somebody join and give the login: leaders are added, the others come by the code on the wall."""
    if member.leads:
        return await add_person(team, member.name, "leader", secret, at)
    token = token_urlsafe(32)
    await join_team(code, member.name, secret, "en", Device(token, None, None, "127.0.0.1"), at)
    login = there(await find_user_by_token(token, at)).login
    await sign_out(token)  # nobody has that phone
    return login


async def _settle(member: Member, person: CurrentUser, now: datetime) -> None:
    """Set what somebody likes, and when they work, as if it had been so from the first day."""
    await change_profile(person, ProfileChanges(minutes=member.minutes, on_boards=member.on_boards, alias=member.alias), "", now)
    today = to_local_day(now, person.zone)
    if week := _week(member, today.isoweekday()):
        await PersonTable.update({PersonTable.work_days: week}).where(PersonTable.id == person.id)
    if member.days_off:
        off = (today - timedelta(days=ago) for ago in member.days_off)
        await RotaDayTable.insert(*(RotaDayTable(person=person.id, day=day) for day in off))


def _week(member: Member, today: int) -> list[int]:
    """Give the weekdays somebody works, empty for the team's; a starter's two days off are never the day of the demo."""
    if member.starter:
        return [day for day in WHOLE_WEEK if (today - day) % 7 not in (3, 4)]
    return list(member.week or ())


def there(person: CurrentUser | None) -> CurrentUser:
    """Return somebody of the demo who was looked up."""
    if person is None:
        raise ValueError("somebody of the demo has not joined")
    return person


def usual(member: Member, day: date, zone: str) -> datetime:
    """Give the instant at which somebody usually takes the break of a day."""
    return find_day_start(day, zone) + timedelta(hours=member.hour - DAY_START_TIME.hour)


def _joining(member: Member, site: Site, now: datetime) -> datetime:
    """Give the instant at which somebody joins: before the first break, on a day counted back from today."""
    first = to_local_day(now, site.zone) - timedelta(days=member.joined)
    return usual(member, first, site.zone) - LATE - timedelta(minutes=5)


def _opened(now: datetime) -> datetime:
    return now - timedelta(days=OPENED)


def _code() -> str:
    return make_join_code(token_bytes(5))
