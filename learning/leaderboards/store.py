"""Boards in Redis: sorted sets that are read, raised, and put right.

A board counts only while its mark says that it is whole: after a wipe, on a node that came back empty, or when a week
has just begun, it is read from PostgreSQL until `actions/repair_boards.py` has filled it.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from learning.leaderboards.wire import PATIENCE, AwayError, Command, Wire
from learning.rules.boards import View, Window, ranked, view
from learning.rules.periods import Period

KEEP = int(timedelta(days=14).total_seconds())
"""Seconds for which a board stays that nobody touches."""
SCAN = 1000
"""Rows of one step through a board."""
RESTING = "board:{sweep}:resting"

VIEW = """
if redis.call('EXISTS', KEYS[2]) == 0 then return false end
local rank = redis.call('ZREVRANK', KEYS[1], ARGV[1])
local around = {}
if rank then
  local first = math.max(0, rank - ARGV[3])
  around = redis.call('ZREVRANGE', KEYS[1], first, rank + ARGV[4], 'WITHSCORES')
end
local top = redis.call('ZREVRANGE', KEYS[1], 0, ARGV[2] - 1, 'WITHSCORES')
return {redis.call('ZCARD', KEYS[1]), rank, top, around}
"""
"""One script for one board: it is seen at one instant and costs one round trip. Both keys are in one slot."""


def key(kind: str, subject: int, period: Period, start: date) -> str:
    """Name a board: of a `team`, a `league`, the `teams` below one. The braces keep all of one subject on one node."""
    return f"board:{{{kind}:{subject}}}:{period}:{start.isoformat()}"


def mark_of(board: str) -> str:
    """Name the mark that says that a board is whole."""
    return f"{board}:whole"


@dataclass(slots=True)
class Change:
    """What is to be done to a board: `raised` never lower a score, `put` are written as they are, `out` leave it."""

    raised: dict[int, int] = field(default_factory=dict)
    put: dict[int, int] = field(default_factory=dict)
    out: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.raised) + len(self.put) + len(self.out)


class Store:
    """The boards behind one address."""

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        """Prepare a client; it connects when it is first needed."""
        self.wire = Wire(url, patience)

    async def view(self, board: str, member: int, window: Window) -> View | None:
        """Return the first rows and a member's neighbourhood; None when the board is not whole.

        Raises:
            AwayError: Redis can't be asked.
        """
        found = await self.wire.one(
            *(board, "EVAL", VIEW, 2, board, mark_of(board)),
            *(member, window.top, window.above, window.below),
        )
        if found is None:
            return None
        size, rank, top, around = found
        if rank is None:
            return view(size, None, ranked(1, _pairs(top)))
        first = max(0, rank - window.above)
        return view(size, rank + 1, [*ranked(1, _pairs(top)), *ranked(first + 1, _pairs(around))])

    async def write(self, changes: Mapping[str, Change]) -> set[str]:
        """Change many boards in one round trip a node; return those that could not be reached."""
        commands = [command for board, change in changes.items() for command in _commands(board, change)]
        return _failed(commands, await self.wire.many(commands))

    async def scores(self, wanted: Mapping[str, Sequence[int]]) -> dict[str, list[int | None]]:
        """Return the scores of some members of each board, None for who is not on it; boards out of reach are left out."""
        asked = [board for board, members in wanted.items() if members]
        answers = await self.wire.many([(board, "ZMSCORE", board, *wanted[board]) for board in asked])
        return {
            board: [None if score is None else int(score) for score in answer]
            for board, answer in zip(asked, answers, strict=True)
            if not isinstance(answer, AwayError)
        }

    async def sizes(self, boards: Iterable[str]) -> dict[str, int]:
        """Return how many rows boards have; those out of reach are left out."""
        return await self._each("ZCARD", {board: board for board in boards})

    async def whole(self, boards: Iterable[str]) -> dict[str, bool]:
        """Return which boards have their mark; those out of reach are left out."""
        found = await self._each("EXISTS", {board: mark_of(board) for board in boards})
        return {board: bool(there) for board, there in found.items()}

    async def mark(self, boards: Iterable[str]) -> None:
        """Mark boards as whole, and keep them for another while."""
        commands = [
            command
            for board in boards
            for command in ((board, "EXPIRE", board, KEEP), (board, "SET", mark_of(board), 1, "EX", KEEP))
        ]
        await self.wire.many(commands)

    async def members(self, board: str) -> AsyncIterator[dict[int, int]]:
        """Give the members of a board with their scores, some at a time; who moves meanwhile may come twice.

        Raises:
            AwayError: Redis can't be asked.
        """
        cursor = None
        while cursor != 0:
            cursor, rows = await self.wire.one(board, "ZSCAN", board, cursor or 0, "COUNT", SCAN)
            yield {int(member): int(score) for member, score in rows}

    async def replace(self, board: str, scores: Mapping[int, int]) -> None:
        """Put a small board in the place of the one that is there, at once, and mark it as whole."""
        fresh = f"{board}:fresh"
        commands: list[Command] = [(board, "DEL", fresh), (board, "DEL", board)]
        if scores:
            commands = [
                commands[0],
                (board, "ZADD", fresh, *_flat(scores)),
                (board, "RENAME", fresh, board),
            ]
        await self.wire.many(commands)
        await self.mark([board])

    async def rest(self, seconds: float) -> None:
        """Note that nobody need look for drift for so long; a wipe takes the note."""
        if seconds >= 1:
            await self.wire.many([(RESTING, "SET", RESTING, 1, "EX", int(seconds))])

    async def resting(self) -> bool:
        """Say whether that time is not over."""
        return bool((await self._each("EXISTS", {RESTING: RESTING})).get(RESTING))

    async def _each(self, name: str, keys: Mapping[str, str]) -> dict[str, Any]:
        answers = await self.wire.many([(board, name, asked) for board, asked in keys.items()])
        return {board: found for board, found in zip(keys, answers, strict=True) if not isinstance(found, AwayError)}


def _commands(board: str, change: Change) -> Iterable[Command]:
    if change.out:
        yield (board, "ZREM", board, *change.out)
    if change.put:
        yield (board, "ZADD", board, *_flat(change.put))
    if change.raised:
        yield (board, "ZADD", board, "GT", *_flat(change.raised))
    if change.put or change.raised:
        yield (board, "EXPIRE", board, KEEP)


def _flat(scores: Mapping[int, int]) -> list[int]:
    return [number for member, score in scores.items() for number in (score, member)]


def _pairs(rows: Sequence[bytes]) -> list[tuple[int, int]]:
    """Read members and scores, which a script returns in turn."""
    return [(int(member), int(float(score))) for member, score in zip(rows[::2], rows[1::2], strict=True)]


def _failed(commands: Sequence[Command], answers: Sequence[Any]) -> set[str]:
    return {command[0] for command, answer in zip(commands, answers, strict=True) if isinstance(answer, AwayError)}
