"""Write refused sign-ins and refusals of rights into the audit log. Their number is bounded.

It happens after the answer, so that neither the answer nor its time depends on it.
"""

from datetime import datetime
from uuid import UUID

from learning.queries.people.current_user import find_user_by_login, find_user_by_token
from learning.queries.people.passkeys import find_passkey_owner
from learning.queries.people.teams import find_invitation
from learning.queries.people.typed_login import find_typed_login
from learning.rules.people.logins import normalise_login
from learning.rules.people.refusal_counts import RefusalCounts
from learning.steps.people.insert_person import find_member
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import connection

MAX_ROW_ID_DIGITS = 19
SELECT_LOGIN = "SELECT login FROM person WHERE id = $1"


async def record_refused_sign_in(
    counts: RefusalCounts, typed: str, code: str, browser: str, now: datetime
) -> None:
    """Write that somebody was not let in. `typed` is what was given as the login; it may be empty.

    It is written only where it is the login of an account: people type their password into the
    wrong field. `counts` are those of the process.
    """
    account = await find_user_by_login(await find_typed_login(typed)) if typed else None
    subject = account.login if account else ""
    counted = counts.count(("sign_in", subject, code), now)
    if counted is None:
        return
    detail = {"code": code, "times": counted.times, "browser": browser}
    await write_audit_entry(
        now, None, "refuse_sign_in", subject if counted.has_own_entry else "", detail
    )


async def record_refused_passkey(
    counts: RefusalCounts, credential_id: bytes, code: str, browser: str, now: datetime
) -> None:
    """Write that a passkey let nobody in. The account is that of its owner."""
    owner = await find_passkey_owner(credential_id)
    await record_refused_sign_in(counts, owner.login if owner else "", code, browser, now)


async def record_refused_join(
    counts: RefusalCounts, join_code: str, name: str, code: str, browser: str, now: datetime
) -> None:
    """Write that somebody could not join. The account is that of the member with this name."""
    login, invitation = "", await find_invitation(join_code)
    if invitation is not None:
        async with connection() as conn:
            member = await find_member(conn, invitation.id, name)
            login = await conn.fetchval(SELECT_LOGIN, member) or ""
    await record_refused_sign_in(counts, login, code, browser, now)


async def record_refused_access(
    counts: RefusalCounts, token: str, code: str, route: str, record: str, now: datetime
) -> None:
    """Write that the person of a session asked for what is not theirs.

    `route` is the method and the path with its placeholders. `record` is what the first of them
    stood for; it is written only where it is a login, a number or an id.
    """
    person = await find_user_by_token(token, now)
    if person is None:
        return
    counted = counts.count(("access", person.login, code, route), now)
    if counted is None:
        return
    asked = await find_user_by_login(normalise_login(record)) if record else None
    detail: dict[str, object] = {"code": code, "route": route, "times": counted.times}
    if asked is None and _is_row_id(record):
        detail["record"] = record
    actor = person.id if counted.has_own_entry else None
    await write_audit_entry(now, actor, "refuse_access", asked.login if asked else "", detail)


def _is_row_id(text: str) -> bool:
    if text.isdecimal():
        return len(text) <= MAX_ROW_ID_DIGITS
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
