"""People as a file from outside names them: by login, or by name."""

from collections.abc import Collection
from dataclasses import dataclass

from learning.queries.who import Who
from learning.rules.names import same_name, tidy_login
from learning.rules.problems import Problem
from learning.rules.rota import By
from learning.tables.database import connection

WITHIN = """
SELECT p.id, p.login, p.name, t.zone FROM person p JOIN team t ON t.id = p.team
WHERE p.erased_at IS NULL AND ($1 OR t.path @> ARRAY[$2::bigint])
"""
BY_LOGIN = f"{WITHIN} AND p.login = ANY($3)"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody, and the zone of their team."""

    id: int
    login: str
    name: str
    zone: str


async def find_colleagues(
    leader: Who | None, called: Collection[str], by: By
) -> tuple[dict[str, Colleague], list[Problem]]:
    """Find people within a leader's reach by how they are called; say what is wrong with the others. None is the operator."""
    everywhere = leader is None or leader.role == "admin"
    reach = (everywhere, leader.team if leader else 0)
    wanted = {one: tidy_login(one) if by == "login" else same_name(one) for one in called}
    async with connection() as conn:
        asked = (BY_LOGIN, *reach, list(wanted.values())) if by == "login" else (WITHIN, *reach)
        people = [Colleague(**row) for row in await conn.fetch(*asked)]
    namesakes: dict[str, list[Colleague]] = {}
    for person in people:
        namesakes.setdefault(person.login if by == "login" else same_name(person.name), []).append(person)
    hits = {one: namesakes.get(name, []) for one, name in wanted.items()}
    found = {one: people[0] for one, people in hits.items() if len(people) == 1}
    return found, [_nobody(one, by, people) for one, people in hits.items() if len(people) != 1]


def _nobody(called: str, by: By, people: Collection[Colleague]) -> Problem:
    if not people:
        return Problem(called[:80], f"There is nobody of that {by} in your teams.")
    logins = ", ".join(sorted(person.login for person in people))
    return Problem(called[:80], f"Several people are called that. Use logins: {logins}.")
