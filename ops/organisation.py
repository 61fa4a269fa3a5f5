"""Add teams and people as an operator. The pool must be open (see `ops.with_database`)."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes

from learning.actions.people.add_person import add_person
from learning.actions.people.create_team import create_team
from learning.actions.people.replace_join_code import NewJoinCode, replace_join_code
from learning.actions.people.set_pin import set_pin
from learning.queries.people.leader_scope import find_subordinate
from learning.queries.people.teams import TeamRow, list_all_teams
from learning.rules.people.join_codes import format_join_code, make_join_code, normalise_join_code
from learning.rules.people.name_keys import make_name_key
from learning.rules.refusals import Conflict, Invalid, NotFound
from ops.sign_ins import SignInDetails, make_password, make_pin


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person who was just added: the name of the team, and the only copy of the secret."""

    team: str
    sign_in: SignInDetails


async def create_named_team(
    name: str, zone: str, parent_name: str | None, work_days: tuple[int, ...], now: datetime
) -> TeamRow:
    """Create a team below the team that `parent_name` names by join code or name.

    Without `parent_name` the new team stands below the organisation.

    Raises:
        NotFound: there is no organisation, or no such team.
        Conflict: several teams have that name, or a team of the new name exists below the parent.
        Invalid: the name or the zone is not valid.
    """
    teams = await list_all_teams()
    parent = find_named_team(teams, parent_name) if parent_name else _get_root_team(teams)
    if any(
        team.parent == parent.id and make_name_key(team.name) == make_name_key(name)
        for team in teams
    ):
        raise Conflict("operator.team_name_taken", name=name, parent=parent.name)
    team_id = await create_team(
        name, parent.id, zone, work_days, make_join_code(token_bytes(5)), now
    )
    return next(team for team in await list_all_teams() if team.id == team_id)


async def add_person_to_team(name: str, team_name: str, role: str, now: datetime) -> NewPerson:
    """Add a person to a team, with a new PIN for a learner and a new password for other roles.

    Raises:
        NotFound: there is no such team.
        Conflict: several teams have that name, or the team has a person of that name.
        Invalid: the name is not valid.
    """
    team_row = find_named_team(await list_all_teams(), team_name)
    secret = make_pin() if role == "learner" else make_password()
    login = await add_person(team_row.id, name, role, secret, now, secret_from_other=True)
    return NewPerson(team_row.name, SignInDetails(login, secret))


async def set_new_secret(login: str, now: datetime) -> tuple[str, SignInDetails]:
    """Give a person a new PIN or password, which they must change when they sign in.

    All their devices are signed out. Return the role, and the only copy of the secret.

    Raises:
        NotFound: nobody has this login.
    """
    person = await find_subordinate(None, login)
    while True:
        secret = make_pin() if person.role == "learner" else make_password()
        try:
            await set_pin(None, person.login, secret, now)
        except Invalid:  # By chance it tells of the person.
            continue
        return person.role, SignInDetails(person.login, secret)


async def replace_code_of_team(code_or_name: str, now: datetime) -> tuple[str, NewJoinCode]:
    """Give a team a new join code. Return the name of the team, and the code.

    Raises:
        NotFound: there is no such team.
        Conflict: several teams have that name.
    """
    team = find_named_team(await list_all_teams(), code_or_name)
    return team.name, await replace_join_code(None, team.id, token_bytes(5), now)


def find_named_team(teams: list[TeamRow], code_or_name: str) -> TeamRow:
    """Find a team by its join code, however it is typed, or by its name.

    Raises:
        NotFound: there is none.
        Conflict: several teams have that name.
    """
    code = normalise_join_code(code_or_name)
    if by_code := [team for team in teams if team.join_code == code]:
        return by_code[0]
    named = [team for team in teams if make_name_key(team.name) == make_name_key(code_or_name)]
    if len(named) == 1:
        return named[0]
    if named:
        codes = ", ".join(format_join_code(team.join_code) for team in named)
        raise Conflict(
            "operator.team_ambiguous", number=len(named), name=named[0].name, join_codes=codes
        )
    raise NotFound("operator.team_unknown", name=code_or_name[:80])


async def root_team() -> TeamRow:
    """Find the organisation itself.

    Raises:
        NotFound: there is none yet.
    """
    return _get_root_team(await list_all_teams())


def _get_root_team(teams: list[TeamRow]) -> TeamRow:
    if not teams:
        raise NotFound("operator.no_organisation")
    return teams[0]
