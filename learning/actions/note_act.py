"""Write down who did what to whom."""

from collections.abc import Mapping
from datetime import datetime

from learning.tables.audit import AuditEntry


async def note_act(
    now: datetime, by: int | None, verb: str, subject: str, detail: Mapping[str, object] | None = None
) -> None:
    """Append to the audit trail, inside the transaction of the act. `by` None is the operator of the machine."""
    entry = AuditEntry(at=now, person=by, verb=verb, subject=subject[:120], detail=dict(detail or {}))
    await AuditEntry.insert(entry)
