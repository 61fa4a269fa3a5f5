"""Write down who did what to whom."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from learning.rules.people.audit_verbs import AuditVerb
from learning.tables.audit import AuditEntryTable
from learning.tables.database import connection

MAX_AUDIT_SUBJECT_CHARS = 120
INSERT_ENTRY_ABOUT_ONESELF = """
INSERT INTO audit_entry (at, person, verb, subject, detail)
SELECT $1, id, $3, login, $4 FROM person WHERE id = $2
"""


async def write_audit_entry(
    now: datetime,
    actor: int | None,
    verb: AuditVerb,
    subject: str,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Append to the audit log, in the transaction of the act. `actor` None is the operator.

    `subject` is what the rule of the verb says: a login or the id of a row. `detail` holds no
    secret and no token, and no words of people but a reason or the name of a thing.
    """
    entry = AuditEntryTable(
        at=now,
        person=actor,
        verb=verb,
        subject=subject[:MAX_AUDIT_SUBJECT_CHARS],
        detail=dict(detail or {}),
    )
    await AuditEntryTable.insert(entry)


async def write_entry_about_oneself(
    now: datetime, person: int, verb: AuditVerb, detail: Mapping[str, object] | None = None
) -> None:
    """Append what a person did to their own account. The subject is their login."""
    async with connection() as conn:
        await conn.execute(
            INSERT_ENTRY_ABOUT_ONESELF,
            now,
            person,
            verb,
            msgspec.json.encode(detail or {}).decode(),
        )
