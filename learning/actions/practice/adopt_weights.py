"""Put weights in force, go back to older ones, or let the nights decide again: one row each."""

from datetime import datetime

from asyncpg import Connection

from learning.queries.practice.weights import load_newest_adoption
from learning.rules.refusals import Conflict, InputProblem, Invalid, NotFound
from learning.steps.practice.adopt_weights import adopt_weights
from learning.tables.database import transaction
from learning.tables.fits import MemoryFitTable

SELECT_PREVIOUS_FIT = """
SELECT fit FROM adoption WHERE team = $1 AND id < $2 AND fit IS DISTINCT FROM $3 ORDER BY id DESC LIMIT 1
"""


async def roll_back_weights(
    root: int, now: datetime, *, to: int | None = None, actor: int | None = None
) -> int | None:
    """Go back to what was in force before, or to the fit `to` (0: the library's), and hold it; return that fit.

    Raises:
        Conflict: nothing but the library's weights was ever in force.
        Unknown: there is no such fit.
        Invalid: that night fitted nothing.
    """
    async with transaction() as conn:
        await conn.execute("SELECT FROM team WHERE id = $1 FOR UPDATE", root)
        fit = (
            await _find_previous_fit(conn, root)
            if to is None
            else await _check_fit_exists(root, to)
        )
        await adopt_weights(conn, root, fit, now, hold=True, actor=actor)
    return fit


async def resume_nightly_adoption(root: int, now: datetime, *, actor: int | None = None) -> None:
    """Let the nights decide again, beginning with what is in force."""
    async with transaction() as conn:
        await conn.execute("SELECT FROM team WHERE id = $1 FOR UPDATE", root)
        in_force_now = await load_newest_adoption(root)
        if in_force_now.hold:
            await adopt_weights(conn, root, in_force_now.fit, now, actor=actor)


async def _find_previous_fit(conn: Connection, root: int) -> int | None:
    found = await load_newest_adoption(root)
    if found.fit is None:
        raise Conflict("The library's weights are in force: there is nothing to go back from.")
    fit: int | None = await conn.fetchval(SELECT_PREVIOUS_FIT, root, found.id, found.fit)
    return fit


async def _check_fit_exists(root: int, fit: int) -> int | None:
    if fit == 0:
        return None
    found = (
        await MemoryFitTable.select(MemoryFitTable.weights)
        .where(MemoryFitTable.id == fit, MemoryFitTable.team == root)
        .first()
    )
    if found is None:
        raise NotFound(f"There is no fit {fit}.")
    if found["weights"] is None:
        raise Invalid(
            f"The night of fit {fit} fitted nothing.",
            [InputProblem("to", "name a fit that has figures")],
        )
    return fit
