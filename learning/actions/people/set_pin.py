"""Give somebody a new PIN, for one that was forgotten."""

from datetime import datetime
from typing import Any

from learning.actions.people.limit_guesses import forgive_guess, make_account_limit
from learning.queries.people.current_user import CurrentUser
from learning.rules.people.secret_policy import validate_new_pin
from learning.rules.people.text_input import normalise_login
from learning.rules.refusals import Forbidden, NotFound
from learning.steps.people.create_session import close_sessions
from learning.steps.people.hash_secret import hash_secret
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import connection, transaction
from learning.tables.people import PersonTable

SELECT_PERSON_IN_REACH = """
SELECT p.id, p.login, p.role, p.team FROM person p JOIN team t ON t.id = p.team
WHERE p.login = $1 AND p.erased_at IS NULL AND ($2 OR t.path @> ARRAY[$3::bigint])
"""


async def set_pin(leader: CurrentUser, login: str, pin: str, now: datetime) -> None:
    """Set a PIN and sign all devices of that person out.

    A leader reaches learners of the own team and those below, and leaders below; an admin reaches everybody.

    Raises:
        Invalid: the PIN is too easily guessed.
        Unknown: nobody of that login is within reach.
        Forbidden: somebody within reach whose PIN is not the leader's to set.
    """
    pin = validate_new_pin(pin)
    async with connection() as conn:
        person = await conn.fetchrow(
            SELECT_PERSON_IN_REACH, normalise_login(login), leader.role == "admin", leader.team
        )
    if person is None:
        raise NotFound("There is nobody of that login in your teams.")
    _check_may_set_pin(leader, person)
    secret_hash = await hash_secret(pin)
    async with transaction():
        await PersonTable.update({PersonTable.secret: secret_hash}).where(
            PersonTable.id == person["id"]
        )
        await close_sessions(person["id"])
        await write_audit_entry(now, leader.id, "set_pin", person["login"])
    await forgive_guess([make_account_limit(person["login"])])


def _check_may_set_pin(leader: CurrentUser, person: Any) -> None:
    """Keep a leader from becoming somebody else: a peer, an admin, or oneself without knowing the old secret."""
    if person["id"] == leader.id:
        raise Forbidden("Change your own secret under Me: it asks for the old one.")
    below = person["role"] == "learner" or (
        person["role"] == "leader" and person["team"] != leader.team
    )
    if leader.role != "admin" and not below:
        raise Forbidden(
            "Only an admin can set the PIN of a leader of your own team, or of an admin."
        )
