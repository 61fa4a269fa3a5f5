"""Sign a device in by login and secret."""

from datetime import datetime

from learning.actions.keep_secret import opens, outdated, seal
from learning.actions.limit_guesses import Limit, account, count_guess, forgive_guess, place
from learning.actions.open_session import Device, open_session
from learning.rules.names import tidy_login
from learning.rules.problems import Unauthenticated
from learning.rules.secrets import tidy_secret
from learning.tables.database import transaction
from learning.tables.people import Person

WRONG = "Name and PIN do not belong together. Try again, or ask your team leader for a new PIN."


async def sign_in(login: str, secret: str, at: Device, now: datetime) -> None:
    """Open a session for `at.token`.

    Raises:
        Unauthenticated: login and secret do not belong together; which of them is wrong is not told, nor timed.
        TooMany: this account, device or address has guessed too often.
    """
    login = tidy_login(login)
    limits = limits_of(login, at)
    await count_guess(limits, now)
    person = await Person.select(Person.id, Person.secret).where(Person.login == login).first()
    if not await opens(person["secret"] if person else None, tidy_secret(secret)) or person is None:
        raise Unauthenticated(WRONG)
    await let_in(person["id"], person["secret"], secret, at, now)
    await forgive_guess(limits)


async def let_in(person: int, sealed: str, secret: str, at: Device, now: datetime) -> None:
    """Open a session for somebody whose secret was right, and seal the secret anew if that was done long ago.

    Raises:
        Unauthenticated: the secret was changed while it was being looked at; the old one opens nothing any more.
    """
    renewed = await seal(tidy_secret(secret)) if outdated(sealed) else None
    async with transaction() as writing:
        if await writing.fetchval("SELECT secret FROM person WHERE id = $1 FOR NO KEY UPDATE", person) != sealed:
            raise Unauthenticated(WRONG)
        await open_session(person, at, now)
        if renewed:
            await Person.update({Person.secret: renewed}).where(Person.id == person)


def limits_of(login: str, at: Device) -> list[Limit]:
    """Name the limits of a guess at an account."""
    return [*place(at), account(login)]
