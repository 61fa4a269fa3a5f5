"""Boards as values: what a person sees of one, and what a score says.

A score is one number: points, and below them how early the last of them came, so that of two equals the one stands
above who was there first. `SCALE` seconds are 97 days: longer than a season, in every time zone of the world.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from learning.rules.periods import Period

SCALE = 1 << 23
HEAD_START = timedelta(hours=12)
"""By how much some people's first day begins before it does in UTC, at most: seconds are counted from there."""

LEAST_FOR_SHARE = 5
"""On smaller boards a share would name people."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a board: `rank` counts from 1, and no two share one."""

    rank: int
    member: int
    score: int

    @property
    def points(self) -> int:
        """Whole points."""
        return self.score // SCALE


@dataclass(frozen=True, slots=True)
class Window:
    """How many rows of a board are shown: the first ones, and those above and below oneself."""

    top: int = 3
    above: int = 2
    below: int = 1


@dataclass(frozen=True, slots=True)
class View:
    """What is seen of a board of `size` rows; `rank` is one's own, None for who is not on it."""

    size: int
    rank: int | None
    places: tuple[Place, ...]


def view(size: int, rank: int | None, rows: Iterable[Place]) -> View:
    """Put rows together, each once, in order. The last one, unless it is the first, is shown to nobody but its owner."""
    kept = {place.rank: place for place in rows if place.rank < size or place.rank in (1, rank)}
    return View(size, rank, tuple(kept[place] for place in sorted(kept)))


def ranked(first: int, rows: Sequence[tuple[int, int]]) -> list[Place]:
    """Number rows of member and score, the first of which has the rank `first`."""
    return [Place(rank, member, score) for rank, (member, score) in enumerate(rows, start=first)]


def name_of(period: Period, start: date) -> str:
    """Name a period for people and machines: `2026-W09`, `2026-03` or `2026-Q1`."""
    if period == "week":
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02}"
    return f"{start:%Y-%m}" if period == "month" else f"{start.year}-Q{(start.month + 2) // 3}"


def percentile(seen: View) -> int | None:
    """Return of how many in a hundred of the others one is ahead; None in the lower half, where it would hurt."""
    if seen.rank is None or seen.size < LEAST_FOR_SHARE or 2 * seen.rank > seen.size:
        return None
    return 100 * (seen.size - seen.rank) // (seen.size - 1)
