"""Give somebody a new PIN, for one that was forgotten."""

from datetime import datetime
from typing import Any

from learning.actions.keep_secret import seal
from learning.actions.limit_guesses import account, forgive_guess
from learning.actions.note_act import note_act
from learning.actions.open_session import close_sessions
from learning.queries.who import Who
from learning.rules.names import tidy_login
from learning.rules.problems import Forbidden, Unknown
from learning.rules.secrets import new_pin
from learning.tables.database import connection, transaction
from learning.tables.people import Person

REACH = """
SELECT p.id, p.login, p.role, p.team FROM person p JOIN team t ON t.id = p.team
WHERE p.login = $1 AND p.erased_at IS NULL AND ($2 OR t.path @> ARRAY[$3::bigint])
"""


async def set_pin(leader: Who, login: str, pin: str, now: datetime) -> None:
    """Set a PIN and sign all devices of that person out.

    A leader reaches learners of the own team and those below, and leaders below; an admin reaches everybody.

    Raises:
        Invalid: the PIN is too easily guessed.
        Unknown: nobody of that login is within reach.
        Forbidden: somebody within reach whose PIN is not the leader's to set.
    """
    pin = new_pin(pin)
    async with connection() as conn:
        person = await conn.fetchrow(REACH, tidy_login(login), leader.role == "admin", leader.team)
    if person is None:
        raise Unknown("There is nobody of that login in your teams.")
    _may_set(leader, person)
    sealed = await seal(pin)
    async with transaction():
        await Person.update({Person.secret: sealed}).where(Person.id == person["id"])
        await close_sessions(person["id"])
        await note_act(now, leader.id, "set_pin", person["login"])
    await forgive_guess([account(person["login"])])


def _may_set(leader: Who, person: Any) -> None:
    """Keep a leader from becoming somebody else: a peer, an admin, or oneself without knowing the old secret."""
    if person["id"] == leader.id:
        raise Forbidden("Change your own secret under Me: it asks for the old one.")
    below = person["role"] == "learner" or (person["role"] == "leader" and person["team"] != leader.team)
    if leader.role != "admin" and not below:
        raise Forbidden("Only an admin can set the PIN of a leader of your own team, or of an admin.")
