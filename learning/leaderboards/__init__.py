"""Boards: sorted sets in Redis, a projection of PostgreSQL by absolute totals.

Everything here may be wiped at any moment: repeats and reordering are harmless, and `actions/repair_boards.py` rebuilds
the rest. Members are ids of people (on the boards of `teams`, of teams); scores are those of `rules/boards.py`.
"""

from learning.leaderboards.store import Change, key
from learning.leaderboards.telling import Boards, Line
from learning.leaderboards.wire import PATIENCE, AwayError

__all__ = ["PATIENCE", "AwayError", "Boards", "Change", "Line", "key"]
