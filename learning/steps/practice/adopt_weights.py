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


async def adopt_weights(
    conn: Connection,
    root: int,
    fit: int | None,
    now: datetime,
    *,
    hold: bool = False,
    actor: int | None = None,
) -> None:
    """Adopt a fit (None: the library's weights) in the caller's transaction. No due day moves."""
    await AdoptionTable.insert(
        AdoptionTable(
            team=root, fit=fit, hold=hold, person=actor, at=now, since=now + ADOPTION_DELAY
        )
    )
    await write_audit_entry(
        now, actor, "hold_weights" if hold else "adopt_weights", str(root), {"fit": fit}
    )
