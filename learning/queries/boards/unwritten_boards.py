"""Which boards in Redis miss a change that PostgreSQL has."""

from collections.abc import Collection

from learning.tables.database import connection

IS_BOARD_UNWRITTEN = "SELECT EXISTS (SELECT FROM unwritten_board WHERE board = ANY($1::text[]))"


async def is_any_board_unwritten(boards: Collection[str]) -> bool:
    """Say whether one of these boards misses a change, so that Redis must not be believed."""
    async with connection() as conn:
        return bool(await conn.fetchval(IS_BOARD_UNWRITTEN, list(boards)))
