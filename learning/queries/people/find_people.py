"""Find the people that a file names, by login or by name."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from asyncpg import Record

from learning.queries.people.current_user import CurrentUser
from learning.rules.people.authority import NOT_BELOW_CODE, PersonParty, may_act_on
from learning.rules.people.logins import normalise_login
from learning.rules.people.text_input import MAX_NAME_CHARS
from learning.rules.refusals import InputProblem
from learning.rules.rota.column_profiles import KnownPeople
from learning.rules.rota.person_names import list_name_keys, list_person_keys
from learning.rules.rota.rota import PersonKey
from learning.tables.database import connection

SELECT_PEOPLE_IN_SCOPE = """
SELECT p.id, p.login, p.name, t.zone, p.role, p.team, t.path
FROM person p JOIN team t ON t.id = p.team
WHERE p.erased_at IS NULL AND ($1 OR t.path @> ARRAY[$2::bigint])
"""

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


@dataclass(frozen=True, slots=True)
class PeopleDirectory:
    """The people whom a leader leads, by login and by the keys of their names.

    `out_of_reach` holds the ids of equals and superiors among them: seen, but not acted on.
    """

    by_login: Mapping[str, FoundPerson] = field(default_factory=dict)
    by_name_key: Mapping[str, Collection[FoundPerson]] = field(default_factory=dict)
    out_of_reach: Collection[int] = ()

    @property
    def known(self) -> KnownPeople:
        """The keys and logins by which a table recognises them."""
        return KnownPeople(frozenset(self.by_name_key), frozenset(self.by_login))

    def find(
        self, names: Collection[str], person_key: PersonKey
    ) -> tuple[dict[str, FoundPerson], list[InputProblem]]:
        """Find the people with these names, or with these logins.

        Gives the found people by the given name, and one problem for every name that is of nobody,
        of several people, or of an equal or superior.
        """
        found: dict[str, FoundPerson] = {}
        problems: list[InputProblem] = []
        for given_name in names:
            matches = self._find_matches(given_name, person_key)
            if len(matches) != 1:
                problems.append(_make_lookup_problem(given_name, person_key, matches))
            elif (person := next(iter(matches))).id in self.out_of_reach:
                problems.append(InputProblem(given_name[:MAX_NAME_CHARS], NOT_BELOW_CODE))
            else:
                found[given_name] = person
        return found, problems

    def _find_matches(self, given_name: str, person_key: PersonKey) -> Collection[FoundPerson]:
        """Return who has a name, in the closest spelling that anybody has."""
        if person_key == "login":
            person = self.by_login.get(normalise_login(given_name))
            return [] if person is None else [person]
        keys = list_name_keys(given_name)
        return next((self.by_name_key[key] for key in keys if key in self.by_name_key), [])


async def load_people_in_scope(leader: CurrentUser | None) -> PeopleDirectory:
    """Load the people that a leader leads. `leader` None is the operator, who leads all."""
    is_unrestricted = leader is None or leader.role == "admin"
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_PEOPLE_IN_SCOPE, is_unrestricted, leader.team if leader else 0
        )
    return await asyncio.to_thread(_make_directory, leader, rows)


def _make_directory(leader: CurrentUser | None, rows: Collection[Record]) -> PeopleDirectory:
    people = [FoundPerson(row["id"], row["login"], row["name"], row["zone"]) for row in rows]
    by_name_key: defaultdict[str, list[FoundPerson]] = defaultdict(list)
    for person in people:
        for key in list_person_keys(person.name):
            by_name_key[key].append(person)
    return PeopleDirectory(
        {person.login: person for person in people},
        dict(by_name_key),
        frozenset(row["id"] for row in rows if not _is_within_reach(leader, row)),
    )


def _is_within_reach(leader: CurrentUser | None, row: Record) -> bool:
    """Say whether the leader may change the days of a person, which may be the leader."""
    party = PersonParty(row["id"], row["role"], row["team"], row["path"])
    return (leader is not None and leader.id == party.id) or may_act_on(leader, party)


def _make_lookup_problem(
    given_name: str, person_key: PersonKey, matches: Collection[FoundPerson]
) -> InputProblem:
    where = given_name[:MAX_NAME_CHARS]
    if not matches:
        return InputProblem(where, PROBLEM_CODE_BY_PERSON_KEY[person_key])
    logins = sorted(person.login for person in matches)
    return InputProblem(where, "person.name_is_ambiguous", {"logins": logins})
