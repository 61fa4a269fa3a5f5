"""Sign a device in by login and secret."""

from datetime import datetime

from learning.actions.people.limit_guesses import (
    GuessLimit,
    count_guess,
    forgive_guess,
    make_account_limit,
    make_device_limits,
)
from learning.rules.people.secret_policy import normalise_secret
from learning.rules.people.text_input import normalise_login
from learning.rules.refusals import Unauthenticated
from learning.steps.people.create_session import Device, create_session
from learning.steps.people.hash_secret import hash_secret, needs_new_hash, verify_secret
from learning.tables.database import transaction
from learning.tables.people import PersonTable

WRONG_SECRET_MESSAGE = (
    "Name and PIN do not belong together. Try again, or ask your team leader for a new PIN."
)


async def sign_in(login: str, secret: str, device: Device, now: datetime) -> None:
    """Open a session for `at.token`.

    Raises:
        Unauthenticated: login and secret do not belong together; which of them is wrong is not told, nor timed.
        TooMany: this account, device or address has guessed too often.
    """
    login = normalise_login(login)
    limits = make_sign_in_limits(login, device)
    await count_guess(limits, now)
    person = (
        await PersonTable.select(PersonTable.id, PersonTable.secret)
        .where(PersonTable.login == login)
        .first()
    )
    if (
        not await verify_secret(person["secret"] if person else None, normalise_secret(secret))
        or person is None
    ):
        raise Unauthenticated(WRONG_SECRET_MESSAGE)
    await create_verified_session(person["id"], person["secret"], secret, device, now)
    await forgive_guess(limits)


async def create_verified_session(
    person: int, secret_hash: str, secret: str, device: Device, now: datetime
) -> None:
    """Open a session for somebody whose secret was right, and seal the secret anew if that was done long ago.

    Raises:
        Unauthenticated: the secret was changed while it was being looked at; the old one opens nothing any more.
    """
    new_hash = await hash_secret(normalise_secret(secret)) if needs_new_hash(secret_hash) else None
    async with transaction() as conn:
        if (
            await conn.fetchval("SELECT secret FROM person WHERE id = $1 FOR NO KEY UPDATE", person)
            != secret_hash
        ):
            raise Unauthenticated(WRONG_SECRET_MESSAGE)
        await create_session(person, device, now)
        if new_hash:
            await PersonTable.update({PersonTable.secret: new_hash}).where(PersonTable.id == person)


def make_sign_in_limits(login: str, device: Device) -> list[GuessLimit]:
    """Name the limits of a guess at an account."""
    return [*make_device_limits(device), make_account_limit(login)]
