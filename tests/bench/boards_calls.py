"""Measure calls on boards through our code and by bare Redis calls, alternately in one process.

Single: a score is raised on one board, then its owner's rank and the entries around it are read.
The bare calls for that are ZADD, ZREVRANK and ZREVRANGE. Together: the rows of many people are
written at once on all their boards, as when answers arrive. Our code reads the rows from
PostgreSQL; the bare calls have them in memory.
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
from learning.rules.boards.periods import PERIOD_RULES
from learning.tables.database import connection

GROUP_SIZE = 50
"""People whose rows are written together: the answers of 0.2 s at 250 answers a second."""
DISTINCT_TURNS = 8
"""The number of turns with different people, chosen at random. Then they are used again."""
SQL_SAMPLE_SIZE = 3
"""The number of people whose rank is read by SQL."""

CallSequence = Callable[[Sequence[int]], Awaitable[None]]

SELECT_BOARD_MEMBERS = """
SELECT p.id FROM person p JOIN team t ON t.id = p.team
WHERE $1 = ANY(t.path) ORDER BY random() LIMIT $2
"""
ADD_POINT_TO_PERIODS_SQL = ", ".join(
    f"{period}_points = {period}_points + 1" for period in PERIOD_RULES
)
ADD_POINT = f"UPDATE progress SET {ADD_POINT_TO_PERIODS_SQL} WHERE person = ANY($1)"  # noqa: S608


@dataclass(slots=True)
class PairedTimes:
    """Seconds per person in each round, of the bare calls and of our code."""

    bare: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)

    @property
    def time_ratio(self) -> float:
        """The time of our code divided by that of the bare calls: the median of the rounds."""
        return median(ours / bare for ours, bare in zip(self.ours, self.bare, strict=True))


@dataclass(slots=True)
class BoardCallTimes:
    """What was measured on a board with `size` rows. `sql` are seconds of a rank by PostgreSQL."""

    size: int
    single: PairedTimes = field(default_factory=PairedTimes)
    together: PairedTimes = field(default_factory=PairedTimes)
    sql: list[float] = field(default_factory=list)


async def measure_board_calls(
    boards: BoardPublisher, teams: Mapping[int, int], week: date, people: int, rounds: int
) -> list[BoardCallTimes]:
    """Measure on the boards of teams, given by size.

    All boards take turns within each round, so that noise affects all of them.
    """
    found = [BoardCallTimes(size) for size in teams]
    callers = [
        _BoardCalls(boards, make_board_key("team", team, "week", week)) for team in teams.values()
    ]
    async with connection() as conn:
        samples = [
            [
                row[0]
                for row in await conn.fetch(SELECT_BOARD_MEMBERS, team, DISTINCT_TURNS * people)
            ]
            for team in teams.values()
        ]
    for number in range(rounds + 1):  # the first warms up
        for calls, caller, sample in zip(found, callers, samples, strict=True):
            first = number % DISTINCT_TURNS * people % len(sample)
            person_ids = sample[first : first + people]
            await caller.add_point(person_ids)
            await _measure_both(
                calls.single, caller.bare_single, caller.ours_single, person_ids, number
            )
            await _measure_both(
                calls.together, caller.bare_together, caller.ours_together, person_ids, number
            )
    for calls, team, sample in zip(found, teams.values(), samples, strict=True):
        for person in sample[:SQL_SAMPLE_SIZE]:
            started_at = time.perf_counter()
            await load_board_view("team", team, "week", week, person, BOARD_WINDOW)
            calls.sql.append(time.perf_counter() - started_at)
    return found


class _BoardCalls:
    """The same calls on one board, by our code and bare."""

    def __init__(self, boards: BoardPublisher, board: str) -> None:
        self.boards, self.board, self.redis = boards, board, boards.nodes.client
        self.lines: dict[int, list[BoardLine]] = {}
        self.next = 10_000 * BOARD_SCORE_SCALE

    async def add_point(self, person_ids: Sequence[int]) -> None:
        """Give every person one more point in PostgreSQL."""
        async with connection() as conn:
            await conn.execute(ADD_POINT, list(person_ids))
        self.lines = {
            group[0]: await load_board_lines(group) for group in _split_into_groups(person_ids)
        }

    def make_next_score(self) -> int:
        """Give a score that is higher than all before it."""
        self.next += BOARD_SCORE_SCALE
        return self.next

    async def bare_single(self, person_ids: Sequence[int]) -> None:
        for person in person_ids:
            await self.redis.zadd(self.board, {str(person): self.make_next_score()}, gt=True)
            await self.look_up_bare(person)

    async def ours_single(self, person_ids: Sequence[int]) -> None:
        for person in person_ids:
            await self.boards.write_changes(
                {self.board: BoardChange(raised_scores={person: self.make_next_score()})}
            )
            await self.boards.read_view(self.board, person, BOARD_WINDOW)

    async def bare_together(self, person_ids: Sequence[int]) -> None:
        for group in _split_into_groups(person_ids):
            async with self.redis.pipeline(transaction=False) as pipe:
                for line in self.lines[group[0]]:
                    pipe.zadd(
                        line.board,
                        dict(zip(map(str, line.people), line.scores, strict=True)),
                        gt=True,
                    )
                await pipe.execute()
            for person in group:
                await self.look_up_bare(person)

    async def ours_together(self, person_ids: Sequence[int]) -> None:
        for group in _split_into_groups(person_ids):
            self.boards.enqueue(*group)
            await self.boards.flush()
            for person in group:
                await self.boards.read_view(self.board, person, BOARD_WINDOW)

    async def look_up_bare(self, person: int) -> None:
        rank = await self.redis.zrevrank(self.board, str(person))
        await self.redis.zrevrange(
            self.board,
            max(0, rank - BOARD_WINDOW.above),
            rank + BOARD_WINDOW.below,
            withscores=True,
        )


async def _measure_both(
    timed: PairedTimes,
    bare: CallSequence,
    ours: CallSequence,
    person_ids: Sequence[int],
    number: int,
) -> None:
    """Measure both. Each of them is first in every other round. Round 0 warms up."""
    if number % 2:
        bare_seconds, our_seconds = (
            await _measure_seconds(bare, person_ids),
            await _measure_seconds(ours, person_ids),
        )
    else:
        our_seconds, bare_seconds = (
            await _measure_seconds(ours, person_ids),
            await _measure_seconds(bare, person_ids),
        )
    if number:
        timed.bare.append(bare_seconds / len(person_ids))
        timed.ours.append(our_seconds / len(person_ids))


async def _measure_seconds(turn: CallSequence, person_ids: Sequence[int]) -> float:
    started_at = time.perf_counter()
    await turn(person_ids)
    return time.perf_counter() - started_at


def _split_into_groups(person_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (
        person_ids[first : first + GROUP_SIZE] for first in range(0, len(person_ids), GROUP_SIZE)
    )
