"""Create the demo's organisation and teams, and let its people join, at past instants.

It uses the same actions as a real organisation.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_bytes, token_urlsafe

from learning.actions.people.add_person import add_person
from learning.actions.people.change_profile import ProfileChanges, change_profile
from learning.actions.people.create_team import create_team
from learning.actions.people.join_team import join_team
from learning.actions.people.sign_out import sign_out
from learning.queries.people.current_user import CurrentUser, find_user_by_login, find_user_by_token
from learning.rules.people.join_codes import make_join_code
from learning.rules.rota.days import DAY_START_TIME, find_day_start, to_local_day
from learning.steps.people.create_session import Device
from learning.tables.people import PersonTable, RotaDayTable
from ops.demo.people import (
    ALL_WEEKDAYS,
    DEMO_ADMIN,
    DEMO_ORGANISATION,
    DEMO_TEAMS,
    HOME_TIME_ZONE,
    DemoPerson,
    DemoTeam,
)
from ops.sign_ins import SignInDetails, make_password, make_pin

ORGANISATION_AGE_DAYS = 33
"""The organisation was created this many days ago, before its first members joined."""
MAX_START_DEVIATION = timedelta(minutes=30)
"""How much earlier or later than usual a break may start."""


@dataclass(frozen=True, slots=True)
class DemoEmployee:
    """A person of the demo: profile, database user, secret, and the join code of the team."""

    profile: DemoPerson
    user: CurrentUser
    secret: str
    join_code: str

    @property
    def sign_in(self) -> SignInDetails:
        """The login and the secret."""
        return SignInDetails(self.user.login, self.secret)


async def create_demo_organisation(now: datetime) -> int:
    """Create the organisation, that is the root team."""
    return await create_team(
        DEMO_ORGANISATION,
        None,
        HOME_TIME_ZONE,
        ALL_WEEKDAYS,
        _make_join_code(),
        _calculate_opening_time(now),
    )


async def add_demo_admin(root: int, now: datetime) -> SignInDetails:
    """Add the admin of the organisation."""
    password = make_password()
    return SignInDetails(
        await add_person(root, DEMO_ADMIN, "admin", password, _calculate_opening_time(now)),
        password,
    )


async def create_demo_teams(root: int, now: datetime) -> list[DemoEmployee]:
    """Create all teams with their members."""
    return [person for site in DEMO_TEAMS for person in await _create_demo_team(site, root, now)]


async def _create_demo_team(demo_team: DemoTeam, root: int, now: datetime) -> list[DemoEmployee]:
    join_code = _make_join_code()
    team = await create_team(
        demo_team.name,
        root,
        demo_team.zone,
        demo_team.work_days,
        join_code,
        _calculate_opening_time(now),
    )
    return [
        await _add_employee(
            team, join_code, member, _calculate_joining_time(member, demo_team, now), now
        )
        for member in demo_team.members
    ]


async def _add_employee(
    team: int, join_code: str, member: DemoPerson, joined_at: datetime, now: datetime
) -> DemoEmployee:
    secret = make_password() if member.is_leader else make_pin()
    login = await _join_demo_team(team, join_code, member, secret, joined_at)
    await _set_preferences(member, require_user(await find_user_by_login(login)), now)
    return DemoEmployee(member, require_user(await find_user_by_login(login)), secret, join_code)


async def _join_demo_team(
    team: int, code: str, member: DemoPerson, secret: str, joined_at: datetime
) -> str:
    """Let a person join and give the login. A leader is added; others use the join code."""
    if member.is_leader:
        return await add_person(team, member.name, "leader", secret, joined_at)
    token = token_urlsafe(32)
    await join_team(
        code, member.name, secret, "en", Device(token, None, None, "127.0.0.1"), joined_at
    )
    login = require_user(await find_user_by_token(token, joined_at)).login
    await sign_out(token, joined_at)  # The phone of this session does not exist.
    return login


async def _set_preferences(member: DemoPerson, user: CurrentUser, now: datetime) -> None:
    """Set the preferences, work days and days off of a person, valid from the first day."""
    await change_profile(
        user,
        ProfileChanges(
            minutes=member.daily_minutes, on_boards=member.on_boards, alias=member.alias
        ),
        "",
        now,
    )
    today = to_local_day(now, user.zone)
    if week := _choose_work_days(member, today.isoweekday()):
        await PersonTable.update({PersonTable.work_days: week}).where(PersonTable.id == user.id)
    if member.days_off_ago:
        days_off = (today - timedelta(days=days_ago) for days_ago in member.days_off_ago)
        await RotaDayTable.insert(*(RotaDayTable(person=user.id, day=day) for day in days_off))


def _choose_work_days(member: DemoPerson, today: int) -> list[int]:
    """Give the weekdays on which a person works; an empty list stands for those of the team.

    A starter has two days off a week, and today is none of them.
    """
    if member.is_starter:
        return [day for day in ALL_WEEKDAYS if (today - day) % 7 not in (3, 4)]
    return list(member.work_days or ())


def require_user(person: CurrentUser | None) -> CurrentUser:
    """Return a user of the demo who was looked up.

    Raises:
        ValueError: the user does not exist.
    """
    if person is None:
        raise ValueError("somebody of the demo has not joined")
    return person


def calculate_usual_break_start(member: DemoPerson, day: date, zone: str) -> datetime:
    """Calculate the instant at which a person usually starts the break of a day."""
    return find_day_start(day, zone) + timedelta(hours=member.usual_hour - DAY_START_TIME.hour)


def _calculate_joining_time(member: DemoPerson, demo_team: DemoTeam, now: datetime) -> datetime:
    """Calculate the instant at which a person joins: shortly before the first break."""
    first = to_local_day(now, demo_team.zone) - timedelta(days=member.joined_days_ago)
    return (
        calculate_usual_break_start(member, first, demo_team.zone)
        - MAX_START_DEVIATION
        - timedelta(minutes=5)
    )


def _calculate_opening_time(now: datetime) -> datetime:
    return now - timedelta(days=ORGANISATION_AGE_DAYS)


def _make_join_code() -> str:
    return make_join_code(token_bytes(5))
