"""People as a file from outside names them: by login, or by name."""

from collections.abc import Collection
from dataclasses import dataclass

from learning.queries.people.current_user import CurrentUser
from learning.rules.people.text_input import make_name_key, normalise_login
from learning.rules.refusals import InputProblem
from learning.rules.rota.rota import PersonKey
from learning.tables.database import connection

SELECT_PEOPLE_IN_SCOPE = """
SELECT p.id, p.login, p.name, t.zone FROM person p JOIN team t ON t.id = p.team
WHERE p.erased_at IS NULL AND ($1 OR t.path @> ARRAY[$2::bigint])
"""
SELECT_PEOPLE_BY_LOGIN = f"{SELECT_PEOPLE_IN_SCOPE} AND p.login = ANY($3)"


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody, and the zone of their team."""

    id: int
    login: str
    name: str
    zone: str


async def find_people_in_scope(
    leader: CurrentUser | None, names: Collection[str], person_key: PersonKey
) -> tuple[dict[str, FoundPerson], list[InputProblem]]:
    """Find people within a leader's reach by how they are called; say what is wrong with the others. None is the operator."""
    is_unrestricted = leader is None or leader.role == "admin"
    scope = (is_unrestricted, leader.team if leader else 0)
    key_by_name = {
        given_name: normalise_login(given_name)
        if person_key == "login"
        else make_name_key(given_name)
        for given_name in names
    }
    async with connection() as conn:
        query = (
            (SELECT_PEOPLE_BY_LOGIN, *scope, list(key_by_name.values()))
            if person_key == "login"
            else (SELECT_PEOPLE_IN_SCOPE, *scope)
        )
        people = [FoundPerson(**row) for row in await conn.fetch(*query)]
    people_by_key: dict[str, list[FoundPerson]] = {}
    for person in people:
        people_by_key.setdefault(
            person.login if person_key == "login" else make_name_key(person.name), []
        ).append(person)
    matches_by_name = {one: people_by_key.get(name, []) for one, name in key_by_name.items()}
    found = {one: people[0] for one, people in matches_by_name.items() if len(people) == 1}
    return found, [
        _make_lookup_problem(one, person_key, people)
        for one, people in matches_by_name.items()
        if len(people) != 1
    ]


def _make_lookup_problem(
    given_name: str, person_key: PersonKey, people: Collection[FoundPerson]
) -> InputProblem:
    if not people:
        return InputProblem(given_name[:80], f"There is nobody of that {person_key} in your teams.")
    logins = ", ".join(sorted(person.login for person in people))
    return InputProblem(given_name[:80], f"Several people are called that. Use logins: {logins}.")
