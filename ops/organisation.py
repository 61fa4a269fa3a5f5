"""Teams and people as an operator adds them. Needs the pool; `ops.inside` opens it."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes

from learning.actions.add_person import add_person
from learning.actions.create_team import create_team
from learning.queries.teams import TeamRow, list_all_teams
from learning.rules.names import make_join_code, make_name_key, format_join_code, normalise_join_code
from learning.rules.problems import Conflict, NotFound
from ops.sign_ins import SignIn, new_password, new_pin_code


@dataclass(frozen=True, slots=True)
class Hired:
    """Somebody new, the team they are in, and the only copy of their secret."""

    team: str
    sign_in: SignIn


async def open_team(name: str, zone: str, below: str | None, work_days: tuple[int, ...], now: datetime) -> TeamRow:
    """Create a team below another, named by its join code or name; below the organisation where none is named.

    Raises:
        Unknown: there is no organisation, or no such team.
        Conflict: several teams have that name, or one of the new team's name is there already.
        Invalid: a name or zone that cannot be.
    """
    teams = await list_all_teams()
    above = find_team(teams, below) if below else _root(teams)
    if any(team.parent == above.id and make_name_key(team.name) == make_name_key(name) for team in teams):
        raise Conflict(f"There is a {name} below {above.name} already. Give the new one another name.")
    made = await create_team(name, above.id, zone, work_days, make_join_code(token_bytes(5)), now)
    return next(team for team in await list_all_teams() if team.id == made)


async def hire(name: str, team: str, role: str, now: datetime) -> Hired:
    """Add somebody to a team, with a fresh PIN for a learner and a fresh password for others.

    Raises:
        Unknown: there is no such team.
        Conflict: several teams have that name, or the team has somebody of this person's name.
        Invalid: a name that cannot be.
    """
    found = find_team(await list_all_teams(), team)
    secret = new_pin_code() if role == "learner" else new_password()
    return Hired(found.name, SignIn(await add_person(found.id, name, role, secret, now), secret))


def find_team(teams: list[TeamRow], wanted: str) -> TeamRow:
    """Find a team by its join code, however it is typed, or by its name.

    Raises:
        Unknown: there is none.
        Conflict: several teams have that name.
    """
    code = normalise_join_code(wanted)
    if by_code := [team for team in teams if team.join_code == code]:
        return by_code[0]
    named = [team for team in teams if make_name_key(team.name) == make_name_key(wanted)]
    if len(named) == 1:
        return named[0]
    if named:
        codes = ", ".join(format_join_code(team.join_code) for team in named)
        raise Conflict(f"{len(named)} teams are called {named[0].name}. Say which one by its join code: {codes}.")
    raise NotFound(f"There is no team with the join code or name {wanted[:80]!r}. `herobreak team list` shows all.")


async def root_team() -> TeamRow:
    """Find the organisation itself.

    Raises:
        Unknown: there is none yet.
    """
    return _root(await list_all_teams())


def _root(teams: list[TeamRow]) -> TeamRow:
    if not teams:
        raise NotFound("There is no organisation yet: start Herobreak once with `make run`.")
    return teams[0]
