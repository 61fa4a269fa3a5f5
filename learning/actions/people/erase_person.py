"""Erase the personal data of a person who left or asks for it."""

from datetime import datetime

from asyncpg import Connection

from learning.actions.people.limit_guesses import list_login_keys
from learning.leaderboards import BoardPublisher
from learning.messages import render_message
from learning.queries.people.current_user import CurrentUser, find_user_by_login
from learning.queries.people.leader_scope import make_unknown_login_error
from learning.rules.people.authority import require_authority
from learning.rules.people.logins import normalise_login
from learning.rules.refusals import Conflict
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

ERASED_NAME_CODE = "person.erased_name"
"""The message that replaces the name. It holds the id, since names are unique in a team."""

LOCK_ADMINS = "SELECT id FROM person WHERE role = 'admin' AND erased_at IS NULL FOR UPDATE"
UPDATE_ERASED_PERSON = """
UPDATE person SET login = $2, name = $3, alias = NULL, secret = '', on_boards = false,
  work_days = NULL, erased_at = $4
WHERE id = $1 AND erased_at IS NULL RETURNING id
"""
CLEAR_MOMENT_SENTENCES = """
UPDATE moment SET sentence = '', status = 'removed', settled_at = $2
WHERE (giver = $1 OR receiver = $1) AND sentence <> ''
"""
REVOKE_FIGURE_TOKENS = (
    "UPDATE challenge_token SET revoked_at = COALESCE(revoked_at, $2) WHERE person = $1"
)
MOMENTS_OF_PERSON_SQL = "(SELECT id FROM moment WHERE giver = $1 OR receiver = $1)"
DELETE_PERSONAL_ROWS = (
    "DELETE FROM session WHERE person = $1",
    "DELETE FROM known_device WHERE person = $1",
    "DELETE FROM passkey WHERE person = $1",
    "DELETE FROM passkey_challenge WHERE person = $1",
    "DELETE FROM plan WHERE person = $1",
    "DELETE FROM issued_break WHERE person = $1",
    "DELETE FROM memory_snapshot WHERE person = $1",
    "DELETE FROM rota_day WHERE person = $1",
    f"DELETE FROM moment_report WHERE person = $1 OR moment IN {MOMENTS_OF_PERSON_SQL}",
    f"DELETE FROM moment_photo WHERE moment IN {MOMENTS_OF_PERSON_SQL}",
)
"""Sessions, devices, passkeys, plans, days of breaks, snapshots, days off, reports of moments, and
photos.
"""
REPLACE_LOGIN_TRACES = (
    """
    UPDATE audit_entry SET subject = $2, detail = detail - ARRAY['reason', 'name']
    WHERE subject = $1
    """,
)
"""Rows of other tables that hold the login. The login was made from the name."""
DELETE_OWN_AUDIT_WORDS = """
UPDATE audit_entry SET detail = detail - ARRAY['reason', 'name']
WHERE person = $1 AND detail ?| ARRAY['reason', 'name']
"""
"""The words that the person wrote about others."""
DELETE_GUESS_COUNTS = (
    "DELETE FROM sign_in_guard USING unnest($1::text[]) AS own WHERE starts_with(key, own)"
)


async def erase_person(
    login: str,
    now: datetime,
    boards: BoardPublisher | None = None,
    *,
    actor: CurrentUser | None = None,
) -> None:
    """Erase a person. `actor` is the admin who does it; None is the operator.

    Attempts, points and awards stay without a name, since teams have earned their totals. The audit
    log says that a person was erased, not who, and keeps what the person did without their words.
    It cannot be undone.

    Raises:
        NotFound: nobody has this login.
        Forbidden: an admin can erase neither themselves nor another admin.
        Conflict: the person is the last admin.
    """
    person = await find_user_by_login(normalise_login(login), erased=True)
    if person is None:
        raise make_unknown_login_error(None, login)
    require_authority(actor, person, "person.cannot_erase_oneself")
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
    """Lock the admins, so that two of them cannot erase each other at the same time."""
    if len(await conn.fetch(LOCK_ADMINS)) < 2:
        raise Conflict("person.last_admin")


async def _erase_person_rows(conn: Connection, person: CurrentUser, now: datetime) -> bool:
    """Erase the rows, and say whether it was not done before.

    The person's row comes first: a second call waits for its lock and finds it erased.
    """
    erased_login = _make_erased_login(person.id)
    erased_name = render_message(ERASED_NAME_CODE, {"person": person.id}, person.language)
    if not await conn.fetchval(UPDATE_ERASED_PERSON, person.id, erased_login, erased_name, now):
        return False
    await conn.execute(CLEAR_MOMENT_SENTENCES, person.id, now)
    await conn.execute(REVOKE_FIGURE_TOKENS, person.id, now)
    for statement in DELETE_PERSONAL_ROWS:
        await conn.execute(statement, person.id)
    for statement in REPLACE_LOGIN_TRACES:
        await conn.execute(statement, person.login, erased_login)
    await conn.execute(DELETE_OWN_AUDIT_WORDS, person.id)
    await conn.execute(DELETE_GUESS_COUNTS, list_login_keys(person.login))
    return True


def _make_erased_login(person: int) -> str:
    """Make the login of an erased person."""
    return f"left-{person}"
