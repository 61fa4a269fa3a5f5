"""Go back to older weights of the memory model, or let the nightly fits decide again."""

from datetime import datetime

from asyncpg import Connection

from learning.queries.practice.weights import load_newest_adoption
from learning.rules.refusals import Conflict, InputProblem, Invalid, NotFound
from learning.steps.practice.adopt_weights import adopt_weights
from learning.tables.database import transaction
from learning.tables.fits import MemoryFitTable

SELECT_PREVIOUS_FIT = """
SELECT fit FROM adoption WHERE team = $1 AND id < $2 AND fit IS DISTINCT FROM $3
ORDER BY id DESC LIMIT 1
"""


async def roll_back_weights(
    root: int, now: datetime, *, to: int | None = None, actor: int | None = None
) -> int | None:
    """Put the fit `to` in force (None: the one before, 0: the library's weights), and hold it.

    Returns:
        The id of the fit; None for the library's weights.

    Raises:
        Conflict: the library's weights are in force, so there is none before.
        NotFound: there is no such fit.
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
    """Let the nightly fits decide again, beginning with the weights in force."""
    async with transaction() as conn:
        await conn.execute("SELECT FROM team WHERE id = $1 FOR UPDATE", root)
        in_force_now = await load_newest_adoption(root)
        if in_force_now.hold:
            await adopt_weights(conn, root, in_force_now.fit, now, actor=actor)


async def _find_previous_fit(conn: Connection, root: int) -> int | None:
    found = await load_newest_adoption(root)
    if found.fit is None:
        raise Conflict("weights.none_before")
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
        raise NotFound("weights.fit_unknown", fit=fit)
    if found["weights"] is None:
        problem = InputProblem("to", "weights.name_fit_with_figures")
        raise Invalid("weights.fit_is_empty", [problem], fit=fit)
    return fit
