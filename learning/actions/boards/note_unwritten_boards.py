"""Note in PostgreSQL which boards in Redis miss a change, and which miss none any more.

A board whose change could not be written may still be in Redis, with its mark of being complete: a
full Redis takes no writes, not even one that removes the mark. So the note is in PostgreSQL, where
every process finds it (`queries/boards/unwritten_boards.py`).
"""

from collections.abc import Collection
from datetime import datetime

from learning.tables.database import connection

NOTE_UNWRITTEN_BOARDS = """
INSERT INTO unwritten_board (board, at)
SELECT board, clock_timestamp() FROM unnest($1::text[]) AS missed (board) ORDER BY board
ON CONFLICT (board) DO UPDATE SET at = EXCLUDED.at
"""
FORGET_UNWRITTEN_BOARDS = "DELETE FROM unwritten_board WHERE board = ANY($1::text[]) AND at < $2"
READ_DATABASE_CLOCK = "SELECT clock_timestamp()"


async def note_unwritten_boards(boards: Collection[str]) -> None:
    """Note that a change of these boards is not in Redis. They are read from PostgreSQL then."""
    if boards:
        async with connection() as conn:
            await conn.execute(NOTE_UNWRITTEN_BOARDS, list(boards))


async def begin_comparing_boards() -> datetime:
    """Return the instant by which notes are to be judged: that of the database."""
    async with connection() as conn:
        now: datetime = await conn.fetchval(READ_DATABASE_CLOCK)
    return now


async def forget_unwritten_boards(boards: Collection[str], began_at: datetime) -> None:
    """Delete the notes of boards that were compared and written whole.

    `began_at` is the instant before the comparison. A change that was missed after it stays noted.
    """
    if boards:
        async with connection() as conn:
            await conn.execute(FORGET_UNWRITTEN_BOARDS, list(boards), began_at)
