"""Sign a device in by login and secret."""

from datetime import datetime

from learning.actions.people.limit_guesses import (
    GuessLimit,
    count_guess,
    forgive_guess,
    make_account_limit,
    make_device_limits,
    make_known_device_limit,
)
from learning.queries.people.known_devices import has_signed_in
from learning.queries.people.typed_login import find_typed_login
from learning.rules.people.secret_policy import normalise_secret
from learning.rules.refusals import Unauthenticated
from learning.steps.people.create_session import Device, create_session
from learning.steps.people.hash_secret import hash_secret, needs_new_hash, verify_secret
from learning.tables.database import transaction
from learning.tables.people import PersonTable

LOCK_PERSON_SECRET = """
SELECT secret, COALESCE(secret_from_other AND given_secret_ends_at <= $2, false) AS ended
FROM person WHERE id = $1 FOR NO KEY UPDATE
"""


async def sign_in(login: str, secret: str, device: Device, now: datetime) -> None:
    """Open a session for `device.token`.

    Raises:
        Unauthenticated: login and secret do not belong together. Neither the refusal nor its time
            says which of them is wrong. Or the secret was given and not used in time.
        TooManyRequests: this account, device or address has guessed too often.
    """
    login = await find_typed_login(login)
    limits = await choose_sign_in_limits(login, device)
    await count_guess(limits, now)
    person = (
        await PersonTable.select(PersonTable.id, PersonTable.secret)
        .where(PersonTable.login == login)
        .first()
    )
    if not await verify_secret(person["secret"] if person else None, secret) or person is None:
        raise Unauthenticated("session.wrong_login_or_secret")
    await create_verified_session(person["id"], person["secret"], secret, device, now)
    await forgive_guess(limits)


async def create_verified_session(
    person: int, secret_hash: str, secret: str, device: Device, now: datetime
) -> None:
    """Open a session for a person whose secret was right.

    A hash with old cost parameters is replaced.

    Raises:
        Unauthenticated: the secret was changed since it was verified, or it was set by somebody
            else and not used in time.
    """
    new_hash = await hash_secret(normalise_secret(secret)) if needs_new_hash(secret_hash) else None
    async with transaction() as conn:
        locked = await conn.fetchrow(LOCK_PERSON_SECRET, person, now)
        if locked is None or locked["secret"] != secret_hash:
            raise Unauthenticated("session.wrong_login_or_secret")
        if locked["ended"]:
            raise Unauthenticated("session.given_secret_ended")
        await create_session(person, device, now)
        if new_hash:
            await PersonTable.update({PersonTable.secret: new_hash}).where(PersonTable.id == person)


async def choose_sign_in_limits(login: str, device: Device) -> list[GuessLimit]:
    """Choose the limits of a guess at an account from a device.

    A device that has signed in to the account before has a budget of its own. No guess of others
    uses it up, wherever they guess from.
    """
    if device.mark and await has_signed_in(device.mark, login):
        return [make_known_device_limit(login, device.mark)]
    return [*make_device_limits(device), make_account_limit(login)]
