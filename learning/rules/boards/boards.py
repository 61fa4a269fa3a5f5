"""Boards as values: what a person sees of a board, and what a score contains.

A score is one whole number: points * `BOARD_SCORE_SCALE`, plus how early the last of them came in
seconds. So of two people with equal points, the one who had them first ranks higher.
`BOARD_SCORE_SCALE` seconds are 97 days, which is longer than a season in any time zone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

BOARD_SCORE_SCALE = 1 << 23
MAX_UTC_LEAD = timedelta(hours=12)
"""The most by which a first day begins earlier than in UTC. Seconds are counted from there."""

MIN_BOARD_SIZE_FOR_PERCENTILE = 5
"""On a smaller board, a percentile would reveal single people."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A row of a board. Ranks count from 1, and no two rows have the same."""

    rank: int
    member: int
    score: int

    @property
    def points(self) -> int:
        """Whole points."""
        return self.score // BOARD_SCORE_SCALE


@dataclass(frozen=True, slots=True)
class BoardWindow:
    """How many rows are shown: at the top, and above and below the person who reads."""

    top: int = 3
    above: int = 2
    below: int = 1


@dataclass(frozen=True, slots=True)
class BoardView:
    """What a person sees of a board of `size` rows. `rank` is their own; None if not on it."""

    size: int
    rank: int | None
    rows: tuple[BoardRow, ...]


def make_board_view(size: int, rank: int | None, rows: Iterable[BoardRow]) -> BoardView:
    """Put rows together, each once, in order.

    The last row of the board is only shown to its owner, unless it is also the first.
    """
    row_by_rank = {row.rank: row for row in rows if row.rank < size or row.rank in (1, rank)}
    return BoardView(size, rank, tuple(row_by_rank[shown] for shown in sorted(row_by_rank)))


def number_board_rows(first: int, rows: Sequence[tuple[int, int]]) -> list[BoardRow]:
    """Number rows of (member, score). The first gets the rank `first`."""
    return [BoardRow(rank, member, score) for rank, (member, score) in enumerate(rows, start=first)]


def calculate_percentile(view: BoardView) -> int | None:
    """Return of how many in a hundred others the person is ahead.

    It is None in the lower half, where it would discourage, and on small boards.
    """
    if view.rank is None or view.size < MIN_BOARD_SIZE_FOR_PERCENTILE or 2 * view.rank > view.size:
        return None
    return 100 * (view.size - view.rank) // (view.size - 1)
