"""Sweep the boards every minute: rank teams, repair boards, and rest in proportion to the work."""

import asyncio
from datetime import datetime

import structlog

from learning.actions.boards.rank_teams import rank_teams
from learning.actions.boards.repair_boards import repair_boards
from learning.leaderboards import BoardPublisher
from learning.queries.boards.due_boards import list_due_boards
from learning.queries.boards.unwritten_boards import is_any_board_unwritten
from learning.tables.database import transaction
from learning.tables.named_locks import try_lock

SWEEP_LOCK = "herobreak.sweep-boards"
RECORD_BOARD_SWEEP = """
INSERT INTO board_sweep (id, at, repaired_rows) VALUES (1, $1, $2) ON CONFLICT (id) DO UPDATE
SET at = EXCLUDED.at, repaired_rows = board_sweep.repaired_rows + EXCLUDED.repaired_rows
"""
SWEEP_REST_FACTOR = 9
"""Seconds of rest for each second of work.

Otherwise the boards of a million people would keep a core busy all the time.
"""

log = structlog.get_logger("herobreak.boards")


async def sweep_boards(boards: BoardPublisher, now: datetime) -> None:
    """Sweep, unless another process does or the sweep rests.

    A board that is not complete ends the rest, and so does a loss of data in Redis.
    """
    async with transaction() as conn:  # the lock ends with it, even when the process is killed
        if not await try_lock(conn, SWEEP_LOCK):
            return
        if await boards.is_sweep_paused() and await _are_boards_complete(boards, now):
            return
        started_at = asyncio.get_running_loop().time()
        await rank_teams(boards, now)
        wrong = await repair_boards(boards, now)
        elapsed_seconds = asyncio.get_running_loop().time() - started_at
        await boards.pause_sweep(SWEEP_REST_FACTOR * elapsed_seconds)
        await conn.execute(RECORD_BOARD_SWEEP, now, wrong)
        if wrong:
            log.info("boards repaired", rows=wrong, seconds=round(elapsed_seconds, 2))


async def _are_boards_complete(boards: BoardPublisher, now: datetime) -> bool:
    """Say whether every board has its mark, and misses no change."""
    for due in await list_due_boards(now):
        marks = await boards.read_complete_marks(due.boards)
        if not all(marks.values()) or await is_any_board_unwritten(due.boards):
            return False
    return True
