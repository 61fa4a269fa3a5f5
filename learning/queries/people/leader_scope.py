"""Whom a leader may do something for: those of the own team and the teams below, everybody for an admin."""

from learning.queries.people.current_user import CurrentUser, find_user_by_login
from learning.rules.people.text_input import normalise_login
from learning.rules.refusals import NotFound


async def find_led_person(leader: CurrentUser | None, login: str) -> CurrentUser:
    """Find somebody by login, however it is typed, within a leader's reach; None is the operator, who reaches all.

    Raises:
        Unknown: nobody of that login is within reach.
    """
    found = await find_user_by_login(normalise_login(login))
    if found is None or not can_lead_person(leader, found):
        whom = "of that login in your teams" if leader else f"with the login {login[:60]}"
        raise NotFound(f"There is nobody {whom}.")
    return found


def can_lead_person(leader: CurrentUser | None, person: CurrentUser) -> bool:
    """Say whether somebody is within a leader's reach."""
    return leader is None or leader.role == "admin" or leader.team in person.path
