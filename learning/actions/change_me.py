"""Change what somebody says about themselves: alias, boards, minutes, language, work days, secret."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from asyncpg import Connection
from msgspec import UNSET, Meta, UnsetType

from learning.actions.keep_secret import opens, seal
from learning.actions.limit_guesses import account, count_guess, forgive_guess
from learning.actions.open_session import close_sessions
from learning.actions.set_week import WorkDays, put_week
from learning.leaderboards import Boards
from learning.queries.who import Who
from learning.rules.names import ALIAS_LENGTH, same_name, tidy_language, tidy_name
from learning.rules.problems import Conflict, Invalid, Problem
from learning.rules.secrets import new_secret, tidy_secret
from learning.tables.database import transaction
from learning.tables.people import Person

Secret = Annotated[str, Meta(min_length=1, max_length=200)]


class NewSecret(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A new PIN or password, with the old one as the proof."""

    old: Secret
    new: Secret


class Changes(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What to change; what is not named stays. An alias of null shows the name again.

    `work_days` of null are the team's.
    """

    alias: Annotated[str, Meta(max_length=200)] | UnsetType | None = UNSET
    on_boards: bool | UnsetType = UNSET
    minutes: Annotated[int, Meta(ge=2, le=15)] | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=16)] | UnsetType = UNSET
    work_days: WorkDays | UnsetType | None = UNSET
    secret: NewSecret | UnsetType = UNSET


async def change_me(me: Who, changes: Changes, token: str, now: datetime, boards: Boards | None = None) -> None:
    """Make the changes, all or none. A new secret signs out every device but the one with `token`.

    Who leaves the boards, or comes back, is told to `boards`.

    Raises:
        Invalid: a value that cannot be, or an old secret that is not.
        Conflict: the alias is somebody else's name or alias in the team.
        TooMany: too many guesses at the old secret.
    """
    values = _values(changes)
    if changes.secret is not UNSET:
        values[Person.secret] = await _renew(me, changes.secret, now)
    if not values and changes.work_days is UNSET:
        return
    async with transaction() as conn:
        if values.get(Person.alias):
            await _claim_alias(conn, me, values[Person.alias])
        # the week first: it locks what people stand at before their own rows, as everybody does
        if changes.work_days is not UNSET:
            await put_week(conn, me, changes.work_days, now, by=me)
        if values:
            await Person.update(values).where(Person.id == me.id)
        if Person.minutes in values:  # the next opening composes a break of the new length
            await conn.execute("DELETE FROM plan WHERE person = $1", me.id)
        if Person.secret in values:
            await close_sessions(me.id, keep=token)
    if boards is not None and Person.on_boards in values:
        boards.tell(me.id)
        await boards.settle(me.id)


def _values(changes: Changes) -> dict[Any, Any]:
    """Collect the columns to write, tidied."""
    given = {
        Person.alias: tidy_name(changes.alias, "alias", ALIAS_LENGTH)
        if isinstance(changes.alias, str)
        else changes.alias,
        Person.on_boards: changes.on_boards,
        Person.minutes: changes.minutes,
        Person.language: changes.language if changes.language is UNSET else tidy_language(changes.language),
    }
    return {column: value for column, value in given.items() if value is not UNSET}


async def _renew(me: Who, secret: NewSecret, now: datetime) -> str:
    """Check the old secret, as limited as signing in is, and seal the new one."""
    new = new_secret(secret.new, me.role, "secret.new")
    limits = [account(me.login)]
    await count_guess(limits, now)
    person = await Person.select(Person.secret).where(Person.id == me.id).first()
    if not await opens(person["secret"] if person else None, tidy_secret(secret.old)):
        raise Invalid("The old PIN is not right.", [Problem("secret.old", "This is not the one you sign in with.")])
    await forgive_guess(limits)
    return await seal(new)


async def _claim_alias(conn: Connection, me: Who, alias: str) -> None:
    """See that nobody in the team is called that, while nobody can join."""
    await conn.execute("SELECT id FROM team WHERE id = $1 FOR NO KEY UPDATE", me.team)
    others = await conn.fetch("SELECT name, alias FROM person WHERE team = $1 AND id <> $2", me.team, me.id)
    if same_name(alias) in {same_name(called) for row in others for called in row if called}:
        raise Conflict("Somebody in your team is called that already. Choose another alias.")
