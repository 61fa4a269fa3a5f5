"""Give a person a new PIN in place of a forgotten one."""

from datetime import datetime

from learning.actions.people.limit_guesses import forget_guesses, make_account_limit
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.leader_scope import find_subordinate
from learning.rules.people.common_secrets import SecretOwner
from learning.rules.people.secret_policy import GIVEN_SECRET_LIFETIME, validate_new_secret
from learning.steps.people.create_session import close_sessions
from learning.steps.people.hash_secret import hash_secret
from learning.steps.people.remember_device import forget_devices
from learning.steps.people.remove_passkeys import remove_passkeys
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction
from learning.tables.people import PersonTable


async def set_pin(leader: CurrentUser | None, login: str, pin: str, now: datetime) -> None:
    """Set a PIN and sign all devices of that person out. The person must then choose another.

    The passkeys of the person go: whoever had the old secret could have added one. `leader` None is
    the operator.

    Raises:
        Invalid: the PIN, or the password of a leader or an admin, is too easily guessed.
        NotFound: the leader leads nobody with this login.
        Forbidden: the person is the leader's equal or superior, or the leader.
    """
    person = await find_subordinate(leader, login, own_code="secret.change_own_in_profile")
    owner = SecretOwner((person.name, person.login), person.joined_at.date())
    secret_hash = await hash_secret(validate_new_secret(pin, person.role, owner, "pin"))
    async with transaction():
        await PersonTable.update(
            {
                PersonTable.secret: secret_hash,
                PersonTable.secret_from_other: True,
                PersonTable.given_secret_ends_at: now + GIVEN_SECRET_LIFETIME,
            }
        ).where(PersonTable.id == person.id)
        passkeys = await remove_passkeys(person.id)
        ended = await close_sessions(person.id)
        await forget_devices(person.id)
        detail = {"sessions": ended, "passkeys_removed": passkeys}
        actor = leader.id if leader else None
        await write_audit_entry(now, actor, "set_pin", person.login, detail)
    await forget_guesses(make_account_limit(person.login))
