"""Add a member of staff to a team."""

from datetime import datetime
from itertools import count

from asyncpg import Connection

from learning.rules.people.secret_policy import validate_new_secret
from learning.rules.people.text_input import make_login_stem, make_name_key, normalise_name, validate_language_tag
from learning.rules.problems import Conflict, InputProblem, Invalid, NotFound
from learning.steps.people.hash_secret import hash_secret
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

PERSON_ROLES = ("learner", "leader", "admin")
INSERT_PERSON = """
INSERT INTO person (login, name, role, team, secret, language, minutes, on_boards, created_at)
VALUES ($1, $2, $3, $4, $5, $6, 5, true, $7) ON CONFLICT (login) DO NOTHING RETURNING id
"""


async def add_person(
    team: int, name: str, role: str, secret: str, now: datetime, *, language: str = "en", actor: int | None = None
) -> str:
    """Add a person and give the login. `by` is the person who does it; None is the operator.

    Raises:
        Invalid: a name, role, language or secret that cannot be.
        Unknown: there is no such team.
        Conflict: the team has somebody of that name.
    """
    if role not in PERSON_ROLES:
        raise Invalid(f"{role!r} is not a role.", [InputProblem("role", f"Use one of {', '.join(PERSON_ROLES)}.")])
    name, language = normalise_name(name), validate_language_tag(language)
    secret_hash = await hash_secret(validate_new_secret(secret, role))
    async with transaction() as conn:
        if await find_member(conn, team, name, lock=True):
            raise Conflict(f"There is a {name} in this team already. Add a surname or an initial.")
        _, login = await insert_person(conn, team, name, role, secret_hash, language, now)
        await write_audit_entry(now, actor, "add_person", login, {"team": team, "role": role})
    return login


async def find_member(conn: Connection, team: int, name: str, *, lock: bool = False) -> int | None:
    """Find somebody of a name in a team, however it is spelt; with `lock`, nobody else joins meanwhile.

    Raises:
        Unknown: there is no such team.
    """
    if lock and await conn.fetchval("SELECT id FROM team WHERE id = $1 FOR NO KEY UPDATE", team) is None:
        raise NotFound("There is no such team.")
    members = await conn.fetch("SELECT id, name FROM person WHERE team = $1", team)
    wanted_name = make_name_key(name)
    return next((member["id"] for member in members if make_name_key(member["name"]) == wanted_name), None)


async def insert_person(
    conn: Connection, team: int, name: str, role: str, secret_hash: str, language: str, now: datetime
) -> tuple[int, str]:
    """Insert a person under the first free login of the name, with an empty progress. Gives id and login."""
    stem = make_login_stem(name)
    taken = {row["login"] for row in await conn.fetch("SELECT login FROM person WHERE starts_with(login, $1)", stem)}
    for number in count(1):
        login = stem if number == 1 else f"{stem}{number}"
        if login in taken:
            continue
        person = await conn.fetchval(INSERT_PERSON, login, name, role, team, secret_hash, language, now)
        if person is not None:
            break
    await conn.execute("INSERT INTO progress (person) VALUES ($1)", person)
    return person, login
