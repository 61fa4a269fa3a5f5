"""Write down who did what to whom."""

from collections.abc import Mapping
from datetime import datetime

from learning.tables.audit import AuditEntryTable


async def write_audit_entry(
    now: datetime,
    actor: int | None,
    verb: str,
    subject: str,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Append to the audit trail, inside the transaction of the act. `by` None is the operator of the machine."""
    entry = AuditEntryTable(
        at=now, person=actor, verb=verb, subject=subject[:120], detail=dict(detail or {})
    )
    await AuditEntryTable.insert(entry)
