"""Boards: sorted sets in Redis, a projection of PostgreSQL by absolute totals.

Everything here may be wiped at any moment: repeats and reordering are harmless, and `actions/boards/repair_boards.py` rebuilds
the rest. Members are ids of people (on the boards of `teams`, of teams); scores are those of `rules/boards/boards.py`.
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
