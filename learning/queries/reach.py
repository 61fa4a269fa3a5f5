"""Whom a leader may do something for: those of the own team and the teams below, everybody for an admin."""

from learning.queries.who import Who, who_is
from learning.rules.names import tidy_login
from learning.rules.problems import Unknown


async def find_led(leader: Who | None, login: str) -> Who:
    """Find somebody by login, however it is typed, within a leader's reach; None is the operator, who reaches all.

    Raises:
        Unknown: nobody of that login is within reach.
    """
    found = await who_is(tidy_login(login))
    if found is None or not leads(leader, found):
        whom = "of that login in your teams" if leader else f"with the login {login[:60]}"
        raise Unknown(f"There is nobody {whom}.")
    return found


def leads(leader: Who | None, person: Who) -> bool:
    """Say whether somebody is within a leader's reach."""
    return leader is None or leader.role == "admin" or leader.team in person.path
