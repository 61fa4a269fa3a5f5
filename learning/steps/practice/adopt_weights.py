"""Put weights of the memory model in force: one row."""

from datetime import datetime, timedelta

from asyncpg import Connection

from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.fits import AdoptionTable

ADOPTION_DELAY = timedelta(minutes=15)
"""From the writing of a row until it counts. By then every process has heard of it, and no request that began before is
still under way, so no two processes fold the same answer by different weights."""


async def adopt_weights(
    conn: Connection,
    root: int,
    fit: int | None,
    now: datetime,
    *,
    hold: bool = False,
    actor: int | None = None,
) -> None:
    """Put a fit (None: the library's weights) in force, within the transaction of its cause. Nobody's due days move."""
    await AdoptionTable.insert(
        AdoptionTable(
            team=root, fit=fit, hold=hold, person=actor, at=now, since=now + ADOPTION_DELAY
        )
    )
    await write_audit_entry(
        now, actor, "hold_weights" if hold else "adopt_weights", str(root), {"fit": fit}
    )
