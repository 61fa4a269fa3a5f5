"""Join a team with the code on the break room's wall."""

from datetime import datetime

from learning.actions.add_person import find_member, insert_person
from learning.actions.keep_secret import opens, seal
from learning.actions.limit_guesses import count_guess, forgive_guess, place
from learning.actions.limit_newcomers import count_newcomer
from learning.actions.open_session import Device, open_session
from learning.actions.sign_in import let_in, limits_of
from learning.queries.teams import Invitation, find_invitation
from learning.rules.names import tidy_language, tidy_name
from learning.rules.problems import Conflict, Unknown
from learning.rules.secrets import new_pin, tidy_secret
from learning.tables.database import connection, transaction
from learning.tables.people import Person


async def join_team(code: str, name: str, pin: str, language: str, at: Device, now: datetime) -> None:
    """Open a session for `at.token`, of a new person, or of the one with this name and PIN.

    Raises:
        Invalid: a name, language or new PIN that cannot be.
        Unknown: no team has this code.
        Conflict: the team has somebody of this name with another PIN.
        TooMany: too many guesses, at codes or at this person's PIN, or too many new people from here.
    """
    name, language = tidy_name(name), tidy_language(language)
    team = (await look_up_code(code, at, now)).id
    async with connection() as reading:
        member = await find_member(reading, team, name)
    if member is None:
        chosen = new_pin(pin)
        await count_newcomer(at, now)
        sealed = await seal(chosen)
        member = await _add(team, name, sealed, language, at, now)
    if member is not None:
        await _come_back(member, name, pin, at, now)


async def look_up_code(code: str, at: Device, now: datetime) -> Invitation:
    """Find the team of a join code.

    Raises:
        Unknown: no team has this code.
        TooMany: this device or address has tried too many codes.
    """
    limits = place(at, "code")
    await count_guess(limits, now)
    invitation = await find_invitation(code)
    if invitation is None:
        raise Unknown("No team has this code. Look at it again, or ask your team leader.")
    await forgive_guess(limits)
    return invitation


async def _add(team: int, name: str, sealed: str, language: str, at: Device, now: datetime) -> int | None:
    """Add the person and sign in; the id of somebody who joined by this name a moment ago instead, if any."""
    async with transaction() as writing:
        member = await find_member(writing, team, name, lock=True)
        if member is None:
            person, _ = await insert_person(writing, team, name, "learner", sealed, language, now)
            await open_session(person, at, now)
    return member


async def _come_back(member: int, name: str, pin: str, at: Device, now: datetime) -> None:
    """Sign in somebody who is in the team already."""
    person = await Person.select(Person.login, Person.secret).where(Person.id == member).first()
    if person is None:
        raise Conflict("That person has just left the team. Try again.")
    limits = limits_of(person["login"], at)
    await count_guess(limits, now)
    if not await opens(person["secret"], tidy_secret(pin)):
        raise Conflict(
            f"There is a {name} in this team already, with another PIN. If that is you, use your PIN or ask your team"
            " leader for a new one. If not, add your surname or an initial."
        )
    await let_in(member, person["secret"], pin, at, now)
    await forgive_guess(limits)
