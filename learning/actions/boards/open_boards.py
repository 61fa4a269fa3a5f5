"""Open the boards of a process: their scores and their faults are kept in PostgreSQL."""

from learning.actions.boards.note_unwritten_boards import note_unwritten_boards
from learning.events import NO_LISTENERS, Listeners
from learning.leaderboards import REDIS_TIMEOUT_SECONDS, BoardPublisher
from learning.queries.boards.board_scores import load_board_lines


def open_boards(
    url: str,
    timeout_seconds: float = REDIS_TIMEOUT_SECONDS,
    listeners: Listeners = NO_LISTENERS,
) -> BoardPublisher:
    """Open the boards at an address. Their scores are read by `load_board_lines`.

    `listeners` receive `PointsChanged` for everybody who is enqueued.
    """
    return BoardPublisher(url, load_board_lines, note_unwritten_boards, timeout_seconds, listeners)
