"""Boards as values: what a person sees of one, and what a score says.

A score is one number: points, and below them how early the last of them came, so that of two equals the one stands
above who was there first. `BOARD_SCORE_SCALE` seconds are 97 days: longer than a season, in every time zone of the world.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

BOARD_SCORE_SCALE = 1 << 23
MAX_UTC_LEAD = timedelta(hours=12)
"""By how much some people's first day begins before it does in UTC, at most: seconds are counted from there."""

MIN_BOARD_SIZE_FOR_PERCENTILE = 5
"""On smaller boards a share would name people."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A row of a board: `rank` counts from 1, and no two share one."""

    rank: int
    member: int
    score: int

    @property
    def points(self) -> int:
        """Whole points."""
        return self.score // BOARD_SCORE_SCALE


@dataclass(frozen=True, slots=True)
class BoardWindow:
    """How many rows of a board are shown: the first ones, and those above and below oneself."""

    top: int = 3
    above: int = 2
    below: int = 1


@dataclass(frozen=True, slots=True)
class BoardView:
    """What is seen of a board of `size` rows; `rank` is one's own, None for who is not on it."""

    size: int
    rank: int | None
    rows: tuple[BoardRow, ...]


def make_board_view(size: int, rank: int | None, rows: Iterable[BoardRow]) -> BoardView:
    """Put rows together, each once, in order. The last one, unless it is the first, is shown to nobody but its owner."""
    row_by_rank = {row.rank: row for row in rows if row.rank < size or row.rank in (1, rank)}
    return BoardView(size, rank, tuple(row_by_rank[place] for place in sorted(row_by_rank)))


def number_board_rows(first: int, rows: Sequence[tuple[int, int]]) -> list[BoardRow]:
    """Number rows of member and score, the first of which has the rank `first`."""
    return [BoardRow(rank, member, score) for rank, (member, score) in enumerate(rows, start=first)]


def calculate_percentile(view: BoardView) -> int | None:
    """Return of how many in a hundred of the others one is ahead; None in the lower half, where it would hurt."""
    if view.rank is None or view.size < MIN_BOARD_SIZE_FOR_PERCENTILE or 2 * view.rank > view.size:
        return None
    return 100 * (view.size - view.rank) // (view.size - 1)
