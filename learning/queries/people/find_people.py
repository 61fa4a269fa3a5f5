"""Find the people that a file names, by login or by name."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from learning.queries.people.current_user import CurrentUser
from learning.rules.people.logins import normalise_login
from learning.rules.people.name_keys import make_name_key
from learning.rules.people.text_input import MAX_NAME_CHARS
from learning.rules.refusals import InputProblem
from learning.rules.rota.rota import PersonKey
from learning.tables.database import connection

SELECT_PEOPLE_IN_SCOPE = """
SELECT p.id, p.login, p.name, t.zone FROM person p JOIN team t ON t.id = p.team
WHERE p.erased_at IS NULL AND ($1 OR t.path @> ARRAY[$2::bigint])
"""
SELECT_PEOPLE_BY_LOGIN = f"{SELECT_PEOPLE_IN_SCOPE} AND p.login = ANY($3)"

PROBLEM_CODE_BY_PERSON_KEY: Mapping[PersonKey, str] = {
    "login": "person.login_not_in_your_teams",
    "name": "person.name_not_in_your_teams",
}


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person, with the time zone of the team."""

    id: int
    login: str
    name: str
    zone: str


async def find_people_in_scope(
    leader: CurrentUser | None, names: Collection[str], person_key: PersonKey
) -> tuple[dict[str, FoundPerson], list[InputProblem]]:
    """Find the people with these names, or with these logins, among those that a leader leads.

    `leader` None is the operator, who leads all. Gives the found people by the given name, and
    one problem for every name that is of nobody or of several people.
    """
    make_key = normalise_login if person_key == "login" else make_name_key
    key_by_name = {given_name: make_key(given_name) for given_name in names}
    people_by_key: defaultdict[str, list[FoundPerson]] = defaultdict(list)
    for person in await _load_people(leader, key_by_name.values(), person_key):
        people_by_key[person.login if person_key == "login" else make_key(person.name)].append(
            person
        )
    found: dict[str, FoundPerson] = {}
    problems: list[InputProblem] = []
    for given_name, key in key_by_name.items():
        matches = people_by_key.get(key, [])
        if len(matches) == 1:
            found[given_name] = matches[0]
        else:
            problems.append(_make_lookup_problem(given_name, person_key, matches))
    return found, problems


async def _load_people(
    leader: CurrentUser | None, keys: Collection[str], person_key: PersonKey
) -> list[FoundPerson]:
    """Load the people with these logins. For names, load all: spellings are compared outside."""
    is_unrestricted = leader is None or leader.role == "admin"
    scope = (is_unrestricted, leader.team if leader else 0)
    async with connection() as conn:
        rows = (
            await conn.fetch(SELECT_PEOPLE_BY_LOGIN, *scope, list(keys))
            if person_key == "login"
            else await conn.fetch(SELECT_PEOPLE_IN_SCOPE, *scope)
        )
    return [FoundPerson(**row) for row in rows]


def _make_lookup_problem(
    given_name: str, person_key: PersonKey, matches: Collection[FoundPerson]
) -> InputProblem:
    where = given_name[:MAX_NAME_CHARS]
    if not matches:
        return InputProblem(where, PROBLEM_CODE_BY_PERSON_KEY[person_key])
    logins = sorted(person.login for person in matches)
    return InputProblem(where, "person.name_is_ambiguous", {"logins": logins})
