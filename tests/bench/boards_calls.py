"""Raise, rank and around-me: through our code, and by bare Redis calls in the same process, turn by turn.

One at a time: a score is raised on one board, then its owner looks at it; bare, that is ZADD, ZREVRANK and ZREVRANGE.
Told together: as when answers come in, many people's rows go out at once, on all their boards; ours asks PostgreSQL for
them, the bare calls have them at hand.
"""

import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from learning.leaderboards import BoardChange, BoardLine, BoardPublisher, make_board_key
from learning.queries.boards.board_scores import load_board_lines, load_board_view
from learning.queries.boards.boards import BOARD_WINDOW
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.tables.database import connection

TOGETHER = 50
"""People told together: what gathers in a fifth of a second at 250 answers a second."""
LOTS = 8
"""How many turns' people are taken by lot; after that they come again."""
SOME = 3
"""People whose rank SQL is asked for."""

Turn = Callable[[Sequence[int]], Awaitable[None]]

ON_BOARD = "SELECT p.id FROM person p JOIN team t ON t.id = p.team WHERE $1 = ANY(t.path) ORDER BY random() LIMIT $2"
EARN = """
UPDATE progress SET week_points = week_points + 1, month_points = month_points + 1, season_points = season_points + 1
WHERE person = ANY($1)
"""


@dataclass(slots=True)
class Timed:
    """Seconds of each round for one person."""

    bare: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """How many times as long ours takes as the bare calls: the median of the rounds."""
        return median(ours / bare for ours, bare in zip(self.ours, self.bare, strict=True))


@dataclass(slots=True)
class Calls:
    """What was measured on a board of so many rows; `sql` are seconds of a rank by PostgreSQL."""

    size: int
    single: Timed = field(default_factory=Timed)
    together: Timed = field(default_factory=Timed)
    sql: list[float] = field(default_factory=list)


async def measure(
    boards: BoardPublisher, teams: Mapping[int, int], week: date, people: int, rounds: int
) -> list[Calls]:
    """Measure on the boards of teams, by size. They take turns within each round, so that noise comes to all of them."""
    found = [Calls(size) for size in teams]
    benches = [
        _Bench(boards, make_board_key("team", team, "week", week)) for team in teams.values()
    ]
    async with connection() as conn:
        lots = [
            [row[0] for row in await conn.fetch(ON_BOARD, team, LOTS * people)]
            for team in teams.values()
        ]
    for number in range(rounds + 1):  # the first warms up
        for calls, bench, lot in zip(found, benches, lots, strict=True):
            first = number % LOTS * people % len(lot)
            crowd = lot[first : first + people]
            await bench.earn(crowd)
            await _both(calls.single, bench.bare_single, bench.ours_single, crowd, number)
            await _both(calls.together, bench.bare_together, bench.ours_together, crowd, number)
    for calls, team, lot in zip(found, teams.values(), lots, strict=True):
        for person in lot[:SOME]:
            begun = time.perf_counter()
            await load_board_view("team", team, "week", week, person, BOARD_WINDOW)
            calls.sql.append(time.perf_counter() - begun)
    return found


class _Bench:
    """The same work twice."""

    def __init__(self, boards: BoardPublisher, board: str) -> None:
        self.boards, self.board, self.redis = boards, board, boards.nodes.client
        self.lines: dict[int, list[BoardLine]] = {}
        self.next = 10_000 * BOARD_SCORE_SCALE

    async def earn(self, crowd: Sequence[int]) -> None:
        """Let everybody have a point more in PostgreSQL."""
        async with connection() as conn:
            await conn.execute(EARN, list(crowd))
        self.lines = {group[0]: await load_board_lines(group) for group in _groups(crowd)}

    def score(self) -> int:
        """A score that beats all before it."""
        self.next += BOARD_SCORE_SCALE
        return self.next

    async def bare_single(self, crowd: Sequence[int]) -> None:
        for person in crowd:
            await self.redis.zadd(self.board, {str(person): self.score()}, gt=True)
            await self.bare_look(person)

    async def ours_single(self, crowd: Sequence[int]) -> None:
        for person in crowd:
            await self.boards.write_changes(
                {self.board: BoardChange(raised_scores={person: self.score()})}
            )
            await self.boards.read_view(self.board, person, BOARD_WINDOW)

    async def bare_together(self, crowd: Sequence[int]) -> None:
        for group in _groups(crowd):
            async with self.redis.pipeline(transaction=False) as pipe:
                for line in self.lines[group[0]]:
                    pipe.zadd(
                        line.board,
                        dict(zip(map(str, line.people), line.scores, strict=True)),
                        gt=True,
                    )
                await pipe.execute()
            for person in group:
                await self.bare_look(person)

    async def ours_together(self, crowd: Sequence[int]) -> None:
        for group in _groups(crowd):
            self.boards.enqueue(*group)
            await self.boards.flush()
            for person in group:
                await self.boards.read_view(self.board, person, BOARD_WINDOW)

    async def bare_look(self, person: int) -> None:
        rank = await self.redis.zrevrank(self.board, str(person))
        await self.redis.zrevrange(
            self.board,
            max(0, rank - BOARD_WINDOW.above),
            rank + BOARD_WINDOW.below,
            withscores=True,
        )


async def _both(timed: Timed, bare: Turn, ours: Turn, crowd: Sequence[int], number: int) -> None:
    """Take both turns, each of them first in every other round."""
    if number % 2:
        one, other = await _timed(bare, crowd), await _timed(ours, crowd)
    else:
        other, one = await _timed(ours, crowd), await _timed(bare, crowd)
    if number:
        timed.bare.append(one / len(crowd))
        timed.ours.append(other / len(crowd))


async def _timed(turn: Turn, crowd: Sequence[int]) -> float:
    begun = time.perf_counter()
    await turn(crowd)
    return time.perf_counter() - begun


def _groups(crowd: Sequence[int]) -> Iterator[Sequence[int]]:
    return (crowd[first : first + TOGETHER] for first in range(0, len(crowd), TOGETHER))
