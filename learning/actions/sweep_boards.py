"""The minute sweep of boards: rank the teams, find drift and mend it, and rest in proportion to the work it was."""

import asyncio
from datetime import datetime

import structlog

from learning.actions.rank_teams import rank_teams
from learning.actions.repair_boards import repair_boards
from learning.leaderboards import Boards
from learning.queries.due_boards import due_boards
from learning.tables.database import transaction

ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('herobreak.sweep-boards'))"
REST = 9
"""Seconds of rest for each second of looking for drift: a million people must not keep a core busy for ever."""

log = structlog.get_logger("herobreak.boards")


async def sweep_boards(boards: Boards, now: datetime) -> None:
    """Sweep, if nobody else does. Boards that are not whole end the rest; so does a wipe, which takes the note of it."""
    async with transaction() as conn:  # only so that the lock ends with it, whatever becomes of this process
        if not await conn.fetchval(ALONE):
            return
        if await boards.resting() and await _whole(boards, now):
            return
        begun = asyncio.get_running_loop().time()
        await rank_teams(boards, now)
        wrong = await repair_boards(boards, now)
        took = asyncio.get_running_loop().time() - begun
        await boards.rest(REST * took)
        if wrong:
            log.info("boards mended", rows=wrong, seconds=round(took, 2))


async def _whole(boards: Boards, now: datetime) -> bool:
    return all([all((await boards.whole(due.boards)).values()) for due in await due_boards(now)])
