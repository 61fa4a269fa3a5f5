"""Add a member of staff to a team."""

from datetime import datetime

from asyncpg import Connection

from learning.rules.people.common_secrets import SecretOwner
from learning.rules.people.roles import ALL_ROLES
from learning.rules.people.secret_policy import GIVEN_SECRET_LIFETIME, validate_new_secret
from learning.rules.people.text_input import normalise_name, validate_language_tag
from learning.rules.refusals import Conflict, InputProblem, Invalid
from learning.steps.people.hash_secret import hash_secret
from learning.steps.people.insert_person import check_name_is_distinct, find_member, insert_person
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

MAX_ECHOED_ROLE_CHARS = 40
SELECT_NAME_AND_LOGIN = "SELECT name, login FROM person WHERE id = $1"
UPDATE_SECRET_FROM_OTHER = (
    "UPDATE person SET secret_from_other = true, given_secret_ends_at = $2 WHERE id = $1"
)


async def add_person(
    team: int,
    name: str,
    role: str,
    secret: str,
    now: datetime,
    *,
    language: str = "en",
    actor: int | None = None,
    secret_from_other: bool = False,
) -> str:
    """Add a person and give the login.

    `actor` is the id of the person who does it; None is the operator. With `secret_from_other` the
    person must choose another secret first.

    Raises:
        Invalid: the name, role, language or secret cannot be used.
        NotFound: there is no such team.
        Conflict: the team has a member with this name, or with one that looks like it.
    """
    if role not in ALL_ROLES:
        problem = InputProblem("role", "person.choose_role", {"roles": list(ALL_ROLES)})
        raise Invalid("person.unknown_role", [problem], role=role[:MAX_ECHOED_ROLE_CHARS])
    name, language = normalise_name(name), validate_language_tag(language)
    secret_hash = await hash_secret(
        validate_new_secret(secret, role, SecretOwner((name,), now.date()))
    )
    async with transaction() as conn:
        if member := await find_member(conn, team, name, lock=True):
            raise await _make_name_taken_error(conn, member, name)
        await check_name_is_distinct(conn, team, name)
        person, login = await insert_person(conn, team, name, role, secret_hash, language, now)
        if secret_from_other:
            await conn.execute(UPDATE_SECRET_FROM_OTHER, person, now + GIVEN_SECRET_LIFETIME)
        await write_audit_entry(now, actor, "add_person", login, {"team": team, "role": role})
    return login


async def _make_name_taken_error(conn: Connection, member: int, name: str) -> Conflict:
    """Make the refusal. It says who has the name where that person writes it otherwise."""
    colleague, login = await conn.fetchrow(SELECT_NAME_AND_LOGIN, member)
    if colleague.casefold() == name.casefold():
        return Conflict("person.name_taken", name=name)
    code = "person.name_taken_in_other_spelling"
    return Conflict(code, name=name, colleague=colleague, login=login)
