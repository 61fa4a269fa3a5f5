"""Forget who somebody was, when they leave or ask for it: what they did stays, without a name."""

from datetime import datetime

from asyncpg import Connection

from learning.leaderboards import BoardPublisher
from learning.queries.people.current_user import CurrentUser, find_user_by_login
from learning.rules.people.text_input import normalise_login
from learning.rules.refusals import Conflict, Forbidden, NotFound
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

ERASED_PERSON_NAME = "Someone who left"
"""What stands in the place of a name."""

LOCK_ADMINS = "SELECT id FROM person WHERE role = 'admin' AND erased_at IS NULL FOR UPDATE"
UPDATE_ERASED_PERSON = """
UPDATE person SET login = $2, name = $3, alias = NULL, secret = '', on_boards = false, work_days = NULL, erased_at = $4
WHERE id = $1 AND erased_at IS NULL RETURNING id
"""
CLEAR_MOMENT_SENTENCES = """
UPDATE moment SET sentence = '', status = 'removed', settled_at = $2
WHERE (giver = $1 OR receiver = $1) AND sentence <> ''
"""
DELETE_PERSONAL_ROWS = (
    "DELETE FROM session WHERE person = $1",
    "DELETE FROM plan WHERE person = $1",
    "DELETE FROM rota_day WHERE person = $1",
    "DELETE FROM moment_report WHERE person = $1 OR moment IN (SELECT id FROM moment WHERE giver = $1 OR receiver = $1)",
    "DELETE FROM moment_photo WHERE moment IN (SELECT id FROM moment WHERE giver = $1 OR receiver = $1)",
)
"""Where they were signed in, when they worked, what they looked like."""
REPLACE_LOGIN_TRACES = (
    "DELETE FROM sign_in_guard WHERE key = 'account:' || $1::text AND $2::text IS NOT NULL",
    "UPDATE audit_entry SET subject = $2 WHERE subject = $1",
)
"""Where the login is written, which was made of the name."""


async def erase_person(
    login: str,
    now: datetime,
    boards: BoardPublisher | None = None,
    *,
    actor: CurrentUser | None = None,
) -> None:
    """Erase somebody. `by` is the admin who does it; None is the operator. The audit keeps that it was done, not to whom.

    Answers, points and awards stay without a name: teams have earned their totals. It cannot be undone.

    Raises:
        Unknown: nobody has this login.
        Forbidden: admins do not erase themselves.
        Conflict: it is the last admin.
    """
    person = await find_user_by_login(normalise_login(login))
    if person is None:
        raise NotFound(f"There is nobody with the login {login[:60]}.")
    if actor and actor.id == person.id:
        raise Forbidden("You cannot erase yourself. Ask another admin, or the operator.")
    async with transaction() as conn:
        if person.role == "admin":
            await _check_other_admin_exists(conn)
        if await _erase_person_rows(conn, person, now):
            await write_audit_entry(
                now, actor.id if actor else None, "erase_person", _make_erased_login(person.id)
            )
    if boards is not None:
        boards.enqueue(person.id)


async def _check_other_admin_exists(conn: Connection) -> None:
    """Lock the admins, so that two of them cannot erase each other at once."""
    if len(await conn.fetch(LOCK_ADMINS)) < 2:
        raise Conflict("This is the last admin. Add another one first.")


async def _erase_person_rows(conn: Connection, person: CurrentUser, now: datetime) -> bool:
    """Overwrite the row first: whoever does it second waits for it and finds nothing left to do."""
    erased_login = _make_erased_login(person.id)
    if (
        await conn.fetchval(
            UPDATE_ERASED_PERSON,
            person.id,
            erased_login,
            f"{ERASED_PERSON_NAME} ({person.id})",
            now,
        )
        is None
    ):
        return False
    await conn.execute(CLEAR_MOMENT_SENTENCES, person.id, now)
    for statement in DELETE_PERSONAL_ROWS:
        await conn.execute(statement, person.id)
    for statement in REPLACE_LOGIN_TRACES:
        await conn.execute(statement, person.login, erased_login)
    return True


def _make_erased_login(person: int) -> str:
    """Name a row that has no name any more."""
    return f"left-{person}"
