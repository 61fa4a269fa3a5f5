"""Rename and remove one's own passkeys."""

from datetime import datetime

from learning.queries.people.current_user import CurrentUser
from learning.rules.people.audit_verbs import AuditVerb
from learning.rules.people.passkeys import MAX_PASSKEY_NAME_CHARS
from learning.rules.people.text_input import normalise_name
from learning.rules.refusals import NotFound
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

UPDATE_NAME = "UPDATE passkey SET name = $3 WHERE person = $1 AND id = $2 RETURNING id"
DELETE_PASSKEY = "DELETE FROM passkey WHERE person = $1 AND id = $2 RETURNING id"


async def rename_passkey(leader: CurrentUser, passkey: int, name: str, now: datetime) -> None:
    """Give a passkey another name. The audit trail has no names of passkeys.

    Raises:
        NotFound: the person has no such passkey.
        Invalid: the name cannot be used.
    """
    name = normalise_name(name, "name", MAX_PASSKEY_NAME_CHARS)
    await _change(leader, passkey, "rename_passkey", UPDATE_NAME, now, name)


async def remove_passkey(leader: CurrentUser, passkey: int, now: datetime) -> None:
    """Remove a passkey. It opens nothing from then on; sessions that it has opened stay.

    Raises:
        NotFound: the person has no such passkey.
    """
    await _change(leader, passkey, "remove_passkey", DELETE_PASSKEY, now)


async def _change(
    leader: CurrentUser,
    passkey: int,
    verb: AuditVerb,
    statement: str,
    now: datetime,
    *values: str,
) -> None:
    async with transaction() as conn:
        if await conn.fetchval(statement, leader.id, passkey, *values) is None:
            raise NotFound("passkey.unknown")
        await write_audit_entry(now, leader.id, verb, leader.login, {"passkey": passkey})
