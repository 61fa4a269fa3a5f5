"""Put weights in force, go back to older ones, or let the nights decide again: one row each."""

from datetime import datetime, timedelta

from asyncpg import Connection

from learning.actions.note_act import note_act
from learning.queries.weights import in_force
from learning.rules.problems import Conflict, Invalid, Problem, Unknown
from learning.tables.database import transaction
from learning.tables.fits import Adoption, MemoryFit

NOTICE = timedelta(minutes=15)
"""From the writing of a row until it counts. By then every process has heard of it, and no request that began before is
still under way, so no two processes fold the same answer by different weights."""

BEFORE = """
SELECT fit FROM adoption WHERE team = $1 AND id < $2 AND fit IS DISTINCT FROM $3 ORDER BY id DESC LIMIT 1
"""


async def adopt_weights(
    conn: Connection, root: int, fit: int | None, now: datetime, *, hold: bool = False, by: int | None = None
) -> None:
    """Put a fit (None: the library's weights) in force, within the transaction of its cause. Nobody's due days move."""
    await Adoption.insert(Adoption(team=root, fit=fit, hold=hold, person=by, at=now, since=now + NOTICE))
    await note_act(now, by, "hold_weights" if hold else "adopt_weights", str(root), {"fit": fit})


async def roll_back_weights(root: int, now: datetime, *, to: int | None = None, by: int | None = None) -> int | None:
    """Go back to what was in force before, or to the fit `to` (0: the library's), and hold it; return that fit.

    Raises:
        Conflict: nothing but the library's weights was ever in force.
        Unknown: there is no such fit.
        Invalid: that night fitted nothing.
    """
    async with transaction() as conn:
        await conn.execute("SELECT FROM team WHERE id = $1 FOR UPDATE", root)
        wanted = await _before(conn, root) if to is None else await _named(root, to)
        await adopt_weights(conn, root, wanted, now, hold=True, by=by)
    return wanted


async def resume_fits(root: int, now: datetime, *, by: int | None = None) -> None:
    """Let the nights decide again, beginning with what is in force."""
    async with transaction() as conn:
        await conn.execute("SELECT FROM team WHERE id = $1 FOR UPDATE", root)
        found = await in_force(root)
        if found.hold:
            await adopt_weights(conn, root, found.fit, now, by=by)


async def _before(conn: Connection, root: int) -> int | None:
    found = await in_force(root)
    if found.fit is None:
        raise Conflict("The library's weights are in force: there is nothing to go back from.")
    fit: int | None = await conn.fetchval(BEFORE, root, found.id, found.fit)
    return fit


async def _named(root: int, fit: int) -> int | None:
    if fit == 0:
        return None
    found = await MemoryFit.select(MemoryFit.weights).where(MemoryFit.id == fit, MemoryFit.team == root).first()
    if found is None:
        raise Unknown(f"There is no fit {fit}.")
    if found["weights"] is None:
        raise Invalid(f"The night of fit {fit} fitted nothing.", [Problem("to", "name a fit that has figures")])
    return fit
