"""Join a team with its join code, which hangs in the break room."""

from datetime import datetime

from learning.actions.people.limit_guesses import (
    choose_device_limits,
    count_guess,
    forgive_guess,
)
from learning.actions.people.limit_newcomers import count_newcomer
from learning.actions.people.sign_in import choose_sign_in_limits, create_verified_session
from learning.queries.people.teams import TeamInvitation, find_invitation
from learning.rules.people.common_secrets import SecretOwner
from learning.rules.people.secret_policy import validate_new_pin
from learning.rules.people.text_input import normalise_name, validate_language_tag
from learning.rules.refusals import Conflict, NotFound
from learning.steps.people.create_session import Device, create_session
from learning.steps.people.hash_secret import hash_secret, verify_secret
from learning.steps.people.insert_person import (
    check_name_is_distinct,
    find_member,
    insert_person,
)
from learning.steps.people.write_audit_entry import write_entry_about_oneself
from learning.tables.database import connection, transaction
from learning.tables.people import PersonTable


async def join_team(
    code: str, name: str, pin: str, language: str, device: Device, now: datetime
) -> None:
    """Open a session for `device.token`, of a new person or of the member with this name and PIN.

    Raises:
        Invalid: the name, language or new PIN cannot be used.
        NotFound: no team has this code, or it has expired.
        Conflict: the team has a member with this name and another PIN, or with a name that looks
            like it.
        TooManyRequests: there were too many guesses at codes or at this person's PIN, or too many
            new people from this address or device.
    """
    name, language = normalise_name(name), validate_language_tag(language)
    team = (await find_team_by_code(code, device, now)).id
    async with connection() as conn:
        member = await find_member(conn, team, name)
        if member is None:
            await check_name_is_distinct(conn, team, name)
    if member is None:
        checked_pin = validate_new_pin(pin, SecretOwner((name,), now.date()))
        await count_newcomer(device, now)
        secret_hash = await hash_secret(checked_pin)
        member = await _add_new_member(team, name, secret_hash, language, device, now)
    if member is not None:
        await _sign_in_member(member, name, pin, device, now)


async def find_team_by_code(code: str, device: Device, now: datetime) -> TeamInvitation:
    """Find the team of a join code.

    Raises:
        NotFound: no team has this code, or it has expired.
        TooManyRequests: this device or address has tried too many codes.
    """
    limits = await choose_device_limits(device, "code")
    await count_guess(limits, now)
    invitation = await find_invitation(code)
    if invitation is None:
        raise NotFound("team.unknown_join_code")
    await forgive_guess(limits)
    if invitation.expires_at <= now:
        raise NotFound("team.join_code_expired")
    return invitation


async def _add_new_member(
    team: int, name: str, secret_hash: str, language: str, device: Device, now: datetime
) -> int | None:
    """Add the person and sign in.

    If a person with this name has joined since the caller looked, add nobody and give their id.
    """
    async with transaction() as conn:
        member = await find_member(conn, team, name, lock=True)
        if member is None:
            await check_name_is_distinct(conn, team, name)
            person, _ = await insert_person(conn, team, name, "learner", secret_hash, language, now)
            await write_entry_about_oneself(now, person, "join_team", {"team": team})
            await create_session(person, device, now)
    return member


async def _sign_in_member(member: int, name: str, pin: str, device: Device, now: datetime) -> None:
    """Sign in a person who is a member of the team already."""
    person = (
        await PersonTable.select(PersonTable.login, PersonTable.secret)
        .where(PersonTable.id == member)
        .first()
    )
    if person is None:
        raise Conflict("person.left_the_team")
    limits = await choose_sign_in_limits(person["login"], device)
    await count_guess(limits, now)
    if not await verify_secret(person["secret"], pin):
        raise Conflict("person.name_taken_with_other_pin", name=name)
    await create_verified_session(member, person["secret"], pin, device, now)
    await forgive_guess(limits)
