"""Give a person a new PIN in place of a forgotten one."""

from datetime import datetime
from typing import Any

from learning.actions.people.limit_guesses import forget_guesses, make_account_limit
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.leader_scope import make_unknown_login_error
from learning.rules.people.common_secrets import SecretOwner
from learning.rules.people.logins import normalise_login
from learning.rules.people.secret_policy import validate_new_secret
from learning.rules.refusals import Forbidden
from learning.steps.people.create_session import close_sessions
from learning.steps.people.hash_secret import hash_secret
from learning.steps.people.remember_device import forget_devices
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import connection, transaction
from learning.tables.people import PersonTable

SELECT_LED_PERSON = """
SELECT p.id, p.login, p.name, p.role, p.team, p.created_at
FROM person p JOIN team t ON t.id = p.team
WHERE p.login = $1 AND p.erased_at IS NULL AND ($2 OR t.path @> ARRAY[$3::bigint])
"""


async def set_pin(leader: CurrentUser, login: str, pin: str, now: datetime) -> None:
    """Set a PIN and sign all devices of that person out. The person must then choose another.

    A leader may do it for learners of the own team and the teams below, and for leaders below. An
    admin may do it for everybody else.

    Raises:
        Invalid: the PIN, or the password of a leader or an admin, is too easily guessed.
        NotFound: the leader leads nobody with this login.
        Forbidden: the leader may not set the PIN of this person.
    """
    async with connection() as conn:
        person = await conn.fetchrow(
            SELECT_LED_PERSON, normalise_login(login), leader.role == "admin", leader.team
        )
    if person is None:
        raise make_unknown_login_error(leader, login)
    _check_may_set_pin(leader, person)
    owner = SecretOwner((person["name"], person["login"]), person["created_at"].date())
    secret_hash = await hash_secret(validate_new_secret(pin, person["role"], owner, "pin"))
    async with transaction():
        await PersonTable.update(
            {PersonTable.secret: secret_hash, PersonTable.secret_from_other: True}
        ).where(PersonTable.id == person["id"])
        await close_sessions(person["id"])
        await forget_devices(person["id"])
        await write_audit_entry(now, leader.id, "set_pin", person["login"])
    await forget_guesses(make_account_limit(person["login"]))


def _check_may_set_pin(leader: CurrentUser, person: Any) -> None:
    """Stop a leader from taking over another account: of a peer, an admin, or an open session."""
    if person["id"] == leader.id:
        raise Forbidden("secret.change_own_in_profile")
    below = person["role"] == "learner" or (
        person["role"] == "leader" and person["team"] != leader.team
    )
    if leader.role != "admin" and not below:
        raise Forbidden("secret.only_admin_sets_this_pin")
