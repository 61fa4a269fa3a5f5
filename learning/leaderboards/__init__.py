"""Leaderboards as sorted sets in Redis: a copy of absolute totals that PostgreSQL has.

All of it may be lost at any moment: writes may be repeated and reordered, and
`actions/boards/repair_boards.py` fills the boards again. Members are ids of people; on the boards
of `teams` they are ids of teams. Scores are those of `rules/boards/boards.py`.
"""

from learning.leaderboards.board_store import BoardChange, make_board_key
from learning.leaderboards.publisher import BoardLine, BoardPublisher
from learning.leaderboards.redis_nodes import REDIS_TIMEOUT_SECONDS, RedisUnavailableError

__all__ = [
    "REDIS_TIMEOUT_SECONDS",
    "BoardChange",
    "BoardLine",
    "BoardPublisher",
    "RedisUnavailableError",
    "make_board_key",
]
