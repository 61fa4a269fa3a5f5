"""Boards in Redis: sorted sets that are read, raised, and put right.

A board counts only while its mark says that it is whole: after a wipe, on a node that came back empty, or when a week
has just begun, it is read from PostgreSQL until `actions/boards/repair_boards.py` has filled it.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from learning.leaderboards.redis_nodes import (
    REDIS_TIMEOUT_SECONDS,
    RedisCommand,
    RedisNodes,
    RedisUnavailableError,
)
from learning.rules.boards.boards import BoardView, BoardWindow, make_board_view, number_board_rows
from learning.rules.boards.periods import Period

BOARD_LIFETIME_SECONDS = int(timedelta(days=14).total_seconds())
"""Seconds for which a board stays that nobody touches."""
ROWS_PER_SCAN_STEP = 1000
"""Rows of one step through a board."""
SWEEP_PAUSE_KEY = "board:{sweep}:resting"

VIEW_BOARD_SCRIPT = """
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


def make_board_key(kind: str, subject: int, period: Period, start: date) -> str:
    """Name a board: of a `team`, a `league`, the `teams` below one. The braces keep all of one subject on one node."""
    return f"board:{{{kind}:{subject}}}:{period}:{start.isoformat()}"


def make_complete_mark_key(board: str) -> str:
    """Name the mark that says that a board is whole."""
    return f"{board}:whole"


@dataclass(slots=True)
class BoardChange:
    """What is to be done to a board: `raised` never lower a score, `put` are written as they are, `out` leave it."""

    raised_scores: dict[int, int] = field(default_factory=dict)
    set_scores: dict[int, int] = field(default_factory=dict)
    removed_members: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.raised_scores) + len(self.set_scores) + len(self.removed_members)


class BoardStore:
    """The boards behind one address."""

    def __init__(self, url: str, timeout_seconds: float = REDIS_TIMEOUT_SECONDS) -> None:
        """Prepare a client; it connects when it is first needed."""
        self.nodes = RedisNodes(url, timeout_seconds)

    async def read_view(self, board: str, member: int, window: BoardWindow) -> BoardView | None:
        """Return the first rows and a member's neighbourhood; None when the board is not whole.

        Raises:
            RedisUnavailableError: Redis can't be asked.
        """
        found = await self.nodes.send_command(
            *(board, "EVAL", VIEW_BOARD_SCRIPT, 2, board, make_complete_mark_key(board)),
            *(member, window.top, window.above, window.below),
        )
        if found is None:
            return None
        size, rank, top, around = found
        if rank is None:
            return make_board_view(size, None, number_board_rows(1, _parse_score_pairs(top)))
        first = max(0, rank - window.above)
        return make_board_view(
            size,
            rank + 1,
            [
                *number_board_rows(1, _parse_score_pairs(top)),
                *number_board_rows(first + 1, _parse_score_pairs(around)),
            ],
        )

    async def write_changes(self, changes: Mapping[str, BoardChange]) -> set[str]:
        """Change many boards in one round trip a node; return those that could not be reached."""
        commands = [
            command
            for board, change in changes.items()
            for command in _build_commands(board, change)
        ]
        return _find_failed_boards(commands, await self.nodes.send_commands(commands))

    async def read_scores(self, wanted: Mapping[str, Sequence[int]]) -> dict[str, list[int | None]]:
        """Return the scores of some members of each board, None for who is not on it; boards out of reach are left out."""
        asked = [board for board, members in wanted.items() if members]
        answers = await self.nodes.send_commands(
            [(board, "ZMSCORE", board, *wanted[board]) for board in asked]
        )
        return {
            board: [None if score is None else int(score) for score in answer]
            for board, answer in zip(asked, answers, strict=True)
            if not isinstance(answer, RedisUnavailableError)
        }

    async def read_sizes(self, boards: Iterable[str]) -> dict[str, int]:
        """Return how many rows boards have; those out of reach are left out."""
        return await self._ask_each_board("ZCARD", {board: board for board in boards})

    async def read_complete_marks(self, boards: Iterable[str]) -> dict[str, bool]:
        """Return which boards have their mark; those out of reach are left out."""
        found = await self._ask_each_board(
            "EXISTS", {board: make_complete_mark_key(board) for board in boards}
        )
        return {board: bool(there) for board, there in found.items()}

    async def mark_complete(self, boards: Iterable[str]) -> None:
        """Mark boards as whole, and keep them for another while."""
        commands = [
            command
            for board in boards
            for command in (
                (board, "EXPIRE", board, BOARD_LIFETIME_SECONDS),
                (board, "SET", make_complete_mark_key(board), 1, "EX", BOARD_LIFETIME_SECONDS),
            )
        ]
        await self.nodes.send_commands(commands)

    async def scan_members(self, board: str) -> AsyncIterator[dict[int, int]]:
        """Give the members of a board with their scores, some at a time; who moves meanwhile may come twice.

        Raises:
            RedisUnavailableError: Redis can't be asked.
        """
        cursor = None
        while cursor != 0:
            cursor, rows = await self.nodes.send_command(
                board, "ZSCAN", board, cursor or 0, "COUNT", ROWS_PER_SCAN_STEP
            )
            yield {int(member): int(score) for member, score in rows}

    async def replace_board(self, board: str, scores: Mapping[int, int]) -> None:
        """Put a small board in the place of the one that is there, at once, and mark it as whole."""
        fresh = f"{board}:fresh"
        commands: list[RedisCommand] = [(board, "DEL", fresh), (board, "DEL", board)]
        if scores:
            commands = [
                commands[0],
                (board, "ZADD", fresh, *_flatten_scores(scores)),
                (board, "RENAME", fresh, board),
            ]
        await self.nodes.send_commands(commands)
        await self.mark_complete([board])

    async def pause_sweep(self, seconds: float) -> None:
        """Note that nobody need look for drift for so long; a wipe takes the note."""
        if seconds >= 1:
            await self.nodes.send_commands(
                [(SWEEP_PAUSE_KEY, "SET", SWEEP_PAUSE_KEY, 1, "EX", int(seconds))]
            )

    async def is_sweep_paused(self) -> bool:
        """Say whether that time is not over."""
        return bool(
            (await self._ask_each_board("EXISTS", {SWEEP_PAUSE_KEY: SWEEP_PAUSE_KEY})).get(
                SWEEP_PAUSE_KEY
            )
        )

    async def _ask_each_board(self, name: str, keys: Mapping[str, str]) -> dict[str, Any]:
        answers = await self.nodes.send_commands(
            [(board, name, asked) for board, asked in keys.items()]
        )
        return {
            board: found
            for board, found in zip(keys, answers, strict=True)
            if not isinstance(found, RedisUnavailableError)
        }


def _build_commands(board: str, change: BoardChange) -> Iterable[RedisCommand]:
    if change.removed_members:
        yield (board, "ZREM", board, *change.removed_members)
    if change.set_scores:
        yield (board, "ZADD", board, *_flatten_scores(change.set_scores))
    if change.raised_scores:
        yield (board, "ZADD", board, "GT", *_flatten_scores(change.raised_scores))
    if change.set_scores or change.raised_scores:
        yield (board, "EXPIRE", board, BOARD_LIFETIME_SECONDS)


def _flatten_scores(scores: Mapping[int, int]) -> list[int]:
    return [number for member, score in scores.items() for number in (score, member)]


def _parse_score_pairs(rows: Sequence[bytes]) -> list[tuple[int, int]]:
    """Read members and scores, which a script returns in turn."""
    return [
        (int(member), int(float(score)))
        for member, score in zip(rows[::2], rows[1::2], strict=True)
    ]


def _find_failed_boards(commands: Sequence[RedisCommand], answers: Sequence[Any]) -> set[str]:
    return {
        command[0]
        for command, answer in zip(commands, answers, strict=True)
        if isinstance(answer, RedisUnavailableError)
    }
