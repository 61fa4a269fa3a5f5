"""Change what somebody says about themselves: alias, boards, minutes, language, work days, secret."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from asyncpg import Connection
from msgspec import UNSET, Meta, UnsetType

from learning.actions.people.limit_guesses import count_guess, forgive_guess, make_account_limit
from learning.leaderboards import BoardPublisher
from learning.queries.people.current_user import CurrentUser
from learning.rules.people.secret_policy import normalise_secret, validate_new_secret
from learning.rules.people.text_input import (
    MAX_ALIAS_CHARS,
    make_name_key,
    normalise_name,
    validate_language_tag,
)
from learning.rules.refusals import Conflict, InputProblem, Invalid
from learning.steps.people.create_session import close_sessions
from learning.steps.people.hash_secret import hash_secret, verify_secret
from learning.steps.rota.update_work_days import IsoWeekdays, update_work_days
from learning.tables.database import transaction
from learning.tables.people import PersonTable

SecretText = Annotated[str, Meta(min_length=1, max_length=200)]


class NewSecret(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A new PIN or password, with the old one as the proof."""

    old: SecretText
    new: SecretText


class ProfileChanges(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What to change; what is not named stays. An alias of null shows the name again.

    `work_days` of null are the team's.
    """

    alias: Annotated[str, Meta(max_length=200)] | UnsetType | None = UNSET
    on_boards: bool | UnsetType = UNSET
    minutes: Annotated[int, Meta(ge=2, le=15)] | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=16)] | UnsetType = UNSET
    work_days: IsoWeekdays | UnsetType | None = UNSET
    secret: NewSecret | UnsetType = UNSET


async def change_profile(
    user: CurrentUser,
    changes: ProfileChanges,
    token: str,
    now: datetime,
    boards: BoardPublisher | None = None,
) -> None:
    """Make the changes, all or none. A new secret signs out every device but the one with `token`.

    Who leaves the boards, or comes back, is told to `boards`.

    Raises:
        Invalid: a value that cannot be, or an old secret that is not.
        Conflict: the alias is somebody else's name or alias in the team.
        TooMany: too many guesses at the old secret.
    """
    values = _collect_profile_columns(changes)
    if changes.secret is not UNSET:
        values[PersonTable.secret] = await _check_and_hash_secret(user, changes.secret, now)
    if not values and changes.work_days is UNSET:
        return
    async with transaction() as conn:
        if values.get(PersonTable.alias):
            await _check_alias_is_free(conn, user, values[PersonTable.alias])
        # the week first: it locks what people stand at before their own rows, as everybody does
        if changes.work_days is not UNSET:
            await update_work_days(conn, user, changes.work_days, now, actor=user)
        if values:
            await PersonTable.update(values).where(PersonTable.id == user.id)
        if PersonTable.minutes in values:  # the next opening composes a break of the new length
            await conn.execute("DELETE FROM plan WHERE person = $1", user.id)
        if PersonTable.secret in values:
            await close_sessions(user.id, kept_token=token)
    if boards is not None and PersonTable.on_boards in values:
        boards.enqueue(user.id)
        await boards.flush(user.id)


def _collect_profile_columns(changes: ProfileChanges) -> dict[Any, Any]:
    """Collect the columns to write, tidied."""
    given = {
        PersonTable.alias: normalise_name(changes.alias, "alias", MAX_ALIAS_CHARS)
        if isinstance(changes.alias, str)
        else changes.alias,
        PersonTable.on_boards: changes.on_boards,
        PersonTable.minutes: changes.minutes,
        PersonTable.language: changes.language
        if changes.language is UNSET
        else validate_language_tag(changes.language),
    }
    return {column: value for column, value in given.items() if value is not UNSET}


async def _check_and_hash_secret(user: CurrentUser, secret: NewSecret, now: datetime) -> str:
    """Check the old secret, as limited as signing in is, and seal the new one."""
    new = validate_new_secret(secret.new, user.role, "secret.new")
    limits = [make_account_limit(user.login)]
    await count_guess(limits, now)
    person = await PersonTable.select(PersonTable.secret).where(PersonTable.id == user.id).first()
    if not await verify_secret(person["secret"] if person else None, normalise_secret(secret.old)):
        raise Invalid(
            "The old PIN is not right.",
            [InputProblem("secret.old", "This is not the one you sign in with.")],
        )
    await forgive_guess(limits)
    return await hash_secret(new)


async def _check_alias_is_free(conn: Connection, user: CurrentUser, alias: str) -> None:
    """See that nobody in the team is called that, while nobody can join."""
    await conn.execute("SELECT id FROM team WHERE id = $1 FOR NO KEY UPDATE", user.team)
    others = await conn.fetch(
        "SELECT name, alias FROM person WHERE team = $1 AND id <> $2", user.team, user.id
    )
    if make_name_key(alias) in {
        make_name_key(called) for row in others for called in row if called
    }:
        raise Conflict("Somebody in your team is called that already. Choose another alias.")
