"""Change a person's own settings: alias, boards, minutes, language, work days, secret."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asyncpg import Connection
from msgspec import UNSET, UnsetType

from learning.actions.people.confirm_own_secret import is_own_secret
from learning.leaderboards import BoardPublisher
from learning.queries.people.current_user import CurrentUser
from learning.rules.people.common_secrets import SecretOwner
from learning.rules.people.name_keys import make_name_key
from learning.rules.people.secret_policy import list_secret_forms, validate_new_secret
from learning.rules.people.text_input import (
    MAX_ALIAS_CHARS,
    normalise_name,
    validate_language_tag,
)
from learning.rules.refusals import Forbidden, InputProblem, Invalid
from learning.rules.rota.days import to_local_day
from learning.steps.people.create_session import close_sessions
from learning.steps.people.hash_secret import hash_secret
from learning.steps.people.insert_person import check_name_is_distinct
from learning.steps.people.write_audit_entry import write_entry_about_oneself
from learning.steps.rota.update_work_days import update_work_days
from learning.tables.database import transaction
from learning.tables.people import PersonTable

DELETE_PLANS_OF_PERSON = "DELETE FROM plan WHERE person = $1"
SELECT_NAMES_ARE_PAUSED = "SELECT names_paused_at IS NOT NULL FROM person WHERE id = $1"
LOCK_TEAM_NAMES = "SELECT id FROM team WHERE id = $1 FOR NO KEY UPDATE"


@dataclass(frozen=True, slots=True)
class SecretChange:
    """A new PIN or password, with the old one as the proof."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanges:
    """What to change. What is UNSET stays.

    An alias of None shows the name again. `work_days` are ISO weekdays; None are the team's.
    """

    alias: str | UnsetType | None = UNSET
    on_boards: bool | UnsetType = UNSET
    minutes: int | UnsetType = UNSET
    language: str | UnsetType = UNSET
    work_days: Collection[int] | UnsetType | None = UNSET
    secret: SecretChange | UnsetType = UNSET


async def change_profile(
    user: CurrentUser,
    changes: ProfileChanges,
    token: str,
    now: datetime,
    boards: BoardPublisher | None = None,
) -> None:
    """Make all changes or none.

    A new secret signs out every device but the one with the session token `token`. `boards` is
    updated if the person leaves the boards or comes back.

    Raises:
        Invalid: a value cannot be used, or the old secret is wrong.
        Conflict: the alias is, or looks like, the name or alias of another member of the team.
        Forbidden: a leader has paused aliases of this person.
        TooManyRequests: there were too many guesses at the old secret.
    """
    values = _collect_profile_columns(changes)
    if changes.secret is not UNSET:
        values[PersonTable.secret] = await _check_and_hash_secret(user, changes.secret, now)
        values[PersonTable.secret_from_other] = False
    if not values and changes.work_days is UNSET:
        return
    async with transaction() as conn:
        if values.get(PersonTable.alias):
            await _check_alias_is_free(conn, user, values[PersonTable.alias])
        # The work days come first: everywhere, the progress is locked before the person's row.
        if changes.work_days is not UNSET:
            await update_work_days(conn, user, changes.work_days, now, actor=user)
        if values:
            await PersonTable.update(values).where(PersonTable.id == user.id)
        if PersonTable.minutes in values:  # the next request composes a break of the new length
            await conn.execute(DELETE_PLANS_OF_PERSON, user.id)
        if PersonTable.secret in values:
            ended = await close_sessions(user.id, kept_token=token)
            await write_entry_about_oneself(now, user.id, "change_secret", {"sessions": ended})
    if boards is not None and PersonTable.on_boards in values:
        boards.enqueue(user.id)
        await boards.flush(user.id)


def _collect_profile_columns(changes: ProfileChanges) -> dict[Any, Any]:
    """Collect the columns to write, with validated values."""
    alias = changes.alias
    if isinstance(alias, str):
        alias = normalise_name(alias, "alias", MAX_ALIAS_CHARS)
    given = {
        PersonTable.alias: alias,
        PersonTable.alias_key: make_name_key(alias) if isinstance(alias, str) else alias,
        PersonTable.on_boards: changes.on_boards,
        PersonTable.minutes: changes.minutes,
        PersonTable.language: changes.language
        if changes.language is UNSET
        else validate_language_tag(changes.language),
    }
    return {column: value for column, value in given.items() if value is not UNSET}


async def _check_and_hash_secret(user: CurrentUser, secret: SecretChange, now: datetime) -> str:
    """Check the old secret, with the limit of sign-ins, and hash the new one."""
    names = (user.name, user.alias or "", user.login)
    owner = SecretOwner(names, to_local_day(user.joined_at, user.zone))
    new = validate_new_secret(secret.new, user.role, owner, "secret.new")
    if not await is_own_secret(user, secret.old, now):
        problem = InputProblem("secret.old", "secret.not_the_current_one")
        raise Invalid("secret.old_is_wrong", [problem])
    if new in list_secret_forms(secret.old):
        raise Invalid(
            "secret.same_as_before", [InputProblem("secret.new", "secret.same_as_before")]
        )
    return await hash_secret(new)


async def _check_alias_is_free(conn: Connection, user: CurrentUser, alias: str) -> None:
    """Check that no teammate is called so. The lock keeps new members out meanwhile."""
    await conn.execute(LOCK_TEAM_NAMES, user.team)
    if await conn.fetchval(SELECT_NAMES_ARE_PAUSED, user.id):
        raise Forbidden("person.alias_paused")
    await check_name_is_distinct(conn, user.team, alias, "person.alias_taken", own_id=user.id)
