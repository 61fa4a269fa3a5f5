"""Add a member of staff to a team."""

from datetime import datetime

from learning.rules.people.secret_policy import validate_new_secret
from learning.rules.people.text_input import normalise_name, validate_language_tag
from learning.rules.refusals import Conflict, InputProblem, Invalid
from learning.steps.people.hash_secret import hash_secret
from learning.steps.people.insert_person import find_member, insert_person
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

PERSON_ROLES = ("learner", "leader", "admin")


async def add_person(
    team: int,
    name: str,
    role: str,
    secret: str,
    now: datetime,
    *,
    language: str = "en",
    actor: int | None = None,
) -> str:
    """Add a person and give the login. `by` is the person who does it; None is the operator.

    Raises:
        Invalid: a name, role, language or secret that cannot be.
        Unknown: there is no such team.
        Conflict: the team has somebody of that name.
    """
    if role not in PERSON_ROLES:
        raise Invalid(
            f"{role!r} is not a role.",
            [InputProblem("role", f"Use one of {', '.join(PERSON_ROLES)}.")],
        )
    name, language = normalise_name(name), validate_language_tag(language)
    secret_hash = await hash_secret(validate_new_secret(secret, role))
    async with transaction() as conn:
        if await find_member(conn, team, name, lock=True):
            raise Conflict(f"There is a {name} in this team already. Add a surname or an initial.")
        _, login = await insert_person(conn, team, name, role, secret_hash, language, now)
        await write_audit_entry(now, actor, "add_person", login, {"team": team, "role": role})
    return login
