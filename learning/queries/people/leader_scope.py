"""The people that a leader leads: those of the own team and the teams below; for an admin, all."""

from learning.queries.people.current_user import CurrentUser, find_user_by_login
from learning.rules.people.authority import require_authority
from learning.rules.people.logins import normalise_login
from learning.rules.refusals import NotFound

MAX_ECHOED_LOGIN_CHARS = 60


async def find_led_person(leader: CurrentUser | None, login: str) -> CurrentUser:
    """Find a person by login, in any spelling. `leader` None is the operator, who leads all.

    Raises:
        NotFound: the leader leads nobody with this login.
    """
    found = await find_user_by_login(normalise_login(login))
    if found is None or not can_lead_person(leader, found):
        raise make_unknown_login_error(leader, login)
    return found


def make_unknown_login_error(leader: CurrentUser | None, login: str) -> NotFound:
    """Make the refusal of a login that a leader, or for None the operator, does not lead.

    The refusal of a leader does not repeat the login: it may belong to a person of another team.
    """
    if leader is not None:
        return NotFound("person.login_not_in_your_teams")
    return NotFound("person.unknown_login", login=login[:MAX_ECHOED_LOGIN_CHARS])


async def find_subordinate(
    actor: CurrentUser | None, login: str, *, own_code: str | None = None
) -> CurrentUser:
    """Find a person on whom the actor may act. `actor` None is the operator.

    `own_code` refuses an act on oneself. None allows it.

    Raises:
        NotFound: the actor leads nobody with this login.
        Forbidden: the person is the actor's equal or superior, or the actor.
    """
    person = await find_led_person(actor, login)
    require_authority(actor, person, own_code)
    return person


def can_lead_person(leader: CurrentUser | None, person: CurrentUser) -> bool:
    """Say whether a leader leads a person. `leader` None is the operator, who leads all.

    It says who is seen; `find_subordinate` says on whom the leader may act.
    """
    return leader is None or leader.role == "admin" or leader.team in person.path
