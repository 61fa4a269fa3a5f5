"""Write down who did what to whom."""

from collections.abc import Mapping
from datetime import datetime

from learning.tables.audit import AuditEntryTable

MAX_AUDIT_SUBJECT_CHARS = 120


async def write_audit_entry(
    now: datetime,
    actor: int | None,
    verb: str,
    subject: str,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Append to the audit trail, in the transaction of the act. `actor` None is the operator."""
    entry = AuditEntryTable(
        at=now,
        person=actor,
        verb=verb,
        subject=subject[:MAX_AUDIT_SUBJECT_CHARS],
        detail=dict(detail or {}),
    )
    await AuditEntryTable.insert(entry)
