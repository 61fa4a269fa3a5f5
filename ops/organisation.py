"""Teams and people as an operator adds them. Needs the pool; `ops.with_database` opens it."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes

from learning.actions.people.add_person import add_person
from learning.actions.people.create_team import create_team
from learning.queries.people.teams import TeamRow, list_all_teams
from learning.rules.people.join_codes import format_join_code, make_join_code, normalise_join_code
from learning.rules.people.text_input import make_name_key
from learning.rules.refusals import Conflict, NotFound
from ops.sign_ins import SignInDetails, make_password, make_pin


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody new, the team they are in, and the only copy of their secret."""

    team: str
    sign_in: SignInDetails


async def create_named_team(
    name: str, zone: str, parent_name: str | None, work_days: tuple[int, ...], now: datetime
) -> TeamRow:
    """Create a team below another, named by its join code or name; below the organisation where none is named.

    Raises:
        Unknown: there is no organisation, or no such team.
        Conflict: several teams have that name, or one of the new team's name is there already.
        Invalid: a name or zone that cannot be.
    """
    teams = await list_all_teams()
    parent = find_named_team(teams, parent_name) if parent_name else _get_root_team(teams)
    if any(
        team.parent == parent.id and make_name_key(team.name) == make_name_key(name)
        for team in teams
    ):
        raise Conflict(
            f"There is a {name} below {parent.name} already. Give the new one another name."
        )
    team_id = await create_team(
        name, parent.id, zone, work_days, make_join_code(token_bytes(5)), now
    )
    return next(team for team in await list_all_teams() if team.id == team_id)


async def add_person_to_team(name: str, team_name: str, role: str, now: datetime) -> NewPerson:
    """Add somebody to a team, with a fresh PIN for a learner and a fresh password for others.

    Raises:
        Unknown: there is no such team.
        Conflict: several teams have that name, or the team has somebody of this person's name.
        Invalid: a name that cannot be.
    """
    team_row = find_named_team(await list_all_teams(), team_name)
    secret = make_pin() if role == "learner" else make_password()
    return NewPerson(
        team_row.name, SignInDetails(await add_person(team_row.id, name, role, secret, now), secret)
    )


def find_named_team(teams: list[TeamRow], code_or_name: str) -> TeamRow:
    """Find a team by its join code, however it is typed, or by its name.

    Raises:
        Unknown: there is none.
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
            f"{len(named)} teams are called {named[0].name}. Say which one by its join code: {codes}."
        )
    raise NotFound(
        f"There is no team with the join code or name {code_or_name[:80]!r}. `herobreak team list` shows all."
    )


async def root_team() -> TeamRow:
    """Find the organisation itself.

    Raises:
        Unknown: there is none yet.
    """
    return _get_root_team(await list_all_teams())


def _get_root_team(teams: list[TeamRow]) -> TeamRow:
    if not teams:
        raise NotFound("There is no organisation yet: start Herobreak once with `make run`.")
    return teams[0]
