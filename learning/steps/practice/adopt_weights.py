"""Put weights of the memory model in force: one row."""

from datetime import datetime, timedelta

from asyncpg import Connection

from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.fits import AdoptionTable

ADOPTION_DELAY = timedelta(minutes=15)
"""The time from the writing of a row until it counts.

By then every process knows it and no older request is still running, so no two processes compute
the same memory by different weights.
"""
DELETE_SNAPSHOTS_OF_ORGANISATION = """
DELETE FROM memory_snapshot WHERE id IN (
  SELECT s.id FROM memory_snapshot s JOIN person p ON p.id = s.person JOIN team t ON t.id = p.team
  WHERE t.path[1] = $1 FOR UPDATE OF s SKIP LOCKED)
"""
"""Rows that a request is writing may stay. Their weights say what they are good for."""


async def adopt_weights(
    conn: Connection,
    root: int,
    fit: int | None,
    now: datetime,
    *,
    hold: bool = False,
    actor: int | None = None,
) -> None:
    """Adopt a fit (None: the library's weights) in the caller's transaction. No due day moves.

    The snapshots of other weights are of no more use, so they are deleted.
    """
    await AdoptionTable.insert(
        AdoptionTable(
            team=root, fit=fit, hold=hold, person=actor, at=now, since=now + ADOPTION_DELAY
        )
    )
    await conn.execute(DELETE_SNAPSHOTS_OF_ORGANISATION, root)
    await write_audit_entry(
        now, actor, "hold_weights" if hold else "adopt_weights", str(root), {"fit": fit}
    )
