"""Check the secret of a person who is signed in already."""

from datetime import datetime

from learning.actions.people.limit_guesses import (
    count_guess,
    forgive_guess,
    make_own_secret_limit,
)
from learning.queries.people.current_user import CurrentUser
from learning.steps.people.hash_secret import verify_secret
from learning.tables.people import PersonTable


async def is_own_secret(user: CurrentUser, typed: str, now: datetime) -> bool:
    """Say whether a person typed the own secret. Call it outside a transaction.

    Raises:
        TooManyRequests: there were too many guesses at this person's secret.
    """
    limits = [make_own_secret_limit(user.login)]
    await count_guess(limits, now)
    person = await PersonTable.select(PersonTable.secret).where(PersonTable.id == user.id).first()
    if not await verify_secret(person["secret"] if person else None, typed):
        return False
    await forgive_guess(limits)
    return True
