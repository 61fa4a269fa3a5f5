"""Forget who somebody was, when they leave or ask for it: what they did stays, without a name."""

from datetime import datetime

from asyncpg import Connection

from learning.actions.note_act import note_act
from learning.leaderboards import Boards
from learning.queries.who import Who, who_is
from learning.rules.names import tidy_login
from learning.rules.problems import Conflict, Forbidden, Unknown
from learning.tables.database import transaction

GONE = "Someone who left"
"""What stands in the place of a name."""

ADMINS = "SELECT id FROM person WHERE role = 'admin' AND erased_at IS NULL FOR UPDATE"
ERASE = """
UPDATE person SET login = $2, name = $3, alias = NULL, secret = '', on_boards = false, work_days = NULL, erased_at = $4
WHERE id = $1 AND erased_at IS NULL RETURNING id
"""
WORDS = """
UPDATE moment SET sentence = '', status = 'removed', settled_at = $2
WHERE (giver = $1 OR receiver = $1) AND sentence <> ''
"""
REST = (
    "DELETE FROM session WHERE person = $1",
    "DELETE FROM plan WHERE person = $1",
    "DELETE FROM rota_day WHERE person = $1",
    "DELETE FROM moment_report WHERE person = $1 OR moment IN (SELECT id FROM moment WHERE giver = $1 OR receiver = $1)",
    "DELETE FROM moment_photo WHERE moment IN (SELECT id FROM moment WHERE giver = $1 OR receiver = $1)",
)
"""Where they were signed in, when they worked, what they looked like."""
TRACES = (
    "DELETE FROM sign_in_guard WHERE key = 'account:' || $1::text AND $2::text IS NOT NULL",
    "UPDATE audit_entry SET subject = $2 WHERE subject = $1",
)
"""Where the login is written, which was made of the name."""


async def erase_person(login: str, now: datetime, boards: Boards | None = None, *, by: Who | None = None) -> None:
    """Erase somebody. `by` is the admin who does it; None is the operator. The audit keeps that it was done, not to whom.

    Answers, points and awards stay without a name: teams have earned their totals. It cannot be undone.

    Raises:
        Unknown: nobody has this login.
        Forbidden: admins do not erase themselves.
        Conflict: it is the last admin.
    """
    person = await who_is(tidy_login(login))
    if person is None:
        raise Unknown(f"There is nobody with the login {login[:60]}.")
    if by and by.id == person.id:
        raise Forbidden("You cannot erase yourself. Ask another admin, or the operator.")
    async with transaction() as conn:
        if person.role == "admin":
            await _keep_an_admin(conn)
        if await _erase(conn, person, now):
            await note_act(now, by.id if by else None, "erase_person", _token(person.id))
    if boards is not None:
        boards.tell(person.id)


async def _keep_an_admin(conn: Connection) -> None:
    """Lock the admins, so that two of them cannot erase each other at once."""
    if len(await conn.fetch(ADMINS)) < 2:
        raise Conflict("This is the last admin. Add another one first.")


async def _erase(conn: Connection, person: Who, now: datetime) -> bool:
    """Overwrite the row first: whoever does it second waits for it and finds nothing left to do."""
    gone = _token(person.id)
    if await conn.fetchval(ERASE, person.id, gone, f"{GONE} ({person.id})", now) is None:
        return False
    await conn.execute(WORDS, person.id, now)
    for statement in REST:
        await conn.execute(statement, person.id)
    for statement in TRACES:
        await conn.execute(statement, person.login, gone)
    return True


def _token(person: int) -> str:
    """Name a row that has no name any more."""
    return f"left-{person}"
