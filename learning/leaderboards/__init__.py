"""Boards: sorted sets in Redis, a projection of PostgreSQL by absolute totals.

Everything here may be wiped at any moment: repeats and reordering are harmless, and `actions/repair_boards.py` rebuilds
the rest. Members are ids of people (on the boards of `teams`, of teams); scores are those of `rules/boards.py`.
"""

from learning.leaderboards.store import BoardChange, make_board_key
from learning.leaderboards.telling import BoardPublisher, BoardLine
from learning.leaderboards.wire import REDIS_TIMEOUT_SECONDS, RedisUnavailableError

__all__ = ["REDIS_TIMEOUT_SECONDS", "RedisUnavailableError", "BoardPublisher", "BoardChange", "BoardLine", "make_board_key"]
