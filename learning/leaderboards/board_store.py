"""Read and write the boards in Redis.

A board is only read while its mark says that it is complete. After a loss of data, or when a week
has just begun, it has no mark. It is then read from PostgreSQL until
`actions/boards/repair_boards.py` has filled it.
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
"""Time after the last write for which a board is kept."""
ROWS_PER_SCAN_STEP = 1000
"""Rows that one `ZSCAN` reads, about."""
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
"""Read one board at one instant, in one round trip. Both keys are in one slot of a cluster.

KEYS: the board and its mark. ARGV: the member, rows at the top, rows above and below the member.
"""


def make_board_key(kind: str, subject: int, period: Period, start: date) -> str:
    """Make the key of a board of a `team`, of a `league`, or of the `teams` below a team.

    The braces are a hash tag: they keep all boards of one subject on one node.
    """
    return f"board:{{{kind}:{subject}}}:{period}:{start.isoformat()}"


def make_complete_mark_key(board: str) -> str:
    """Make the key of the mark that says that a board is complete."""
    return f"{board}:whole"


@dataclass(slots=True)
class BoardChange:
    """Changes of one board: scores that are only raised, scores that are set, members to remove."""

    raised_scores: dict[int, int] = field(default_factory=dict)
    set_scores: dict[int, int] = field(default_factory=dict)
    removed_members: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.raised_scores) + len(self.set_scores) + len(self.removed_members)


class BoardStore:
    """The boards at one Redis address."""

    def __init__(self, url: str, timeout_seconds: float = REDIS_TIMEOUT_SECONDS) -> None:
        """Prepare a client. It connects when it is first used."""
        self.nodes = RedisNodes(url, timeout_seconds)

    async def read_view(self, board: str, member: int, window: BoardWindow) -> BoardView | None:
        """Return the first rows and those around a member; None when the board is not complete.

        Raises:
            RedisUnavailableError: Redis does not answer.
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
        """Change many boards in one round trip per node; return those that could not be written."""
        commands = [
            command
            for board, change in changes.items()
            for command in _build_commands(board, change)
        ]
        return _find_failed_boards(commands, await self.nodes.send_commands(commands))

    async def read_scores(self, wanted: Mapping[str, Sequence[int]]) -> dict[str, list[int | None]]:
        """Return the scores of some members of each board, None for a member that is not on it.

        Boards that cannot be reached are left out.
        """
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
        """Return the number of rows of boards. Those that cannot be reached are left out."""
        return await self._ask_each_board("ZCARD", {board: board for board in boards})

    async def read_complete_marks(self, boards: Iterable[str]) -> dict[str, bool]:
        """Return which boards are complete. Those that cannot be reached are left out."""
        found = await self._ask_each_board(
            "EXISTS", {board: make_complete_mark_key(board) for board in boards}
        )
        return {board: bool(exists) for board, exists in found.items()}

    async def mark_complete(
        self, boards: Iterable[str], lifetime_seconds: int = BOARD_LIFETIME_SECONDS
    ) -> None:
        """Mark boards as complete for some time, and keep them for `BOARD_LIFETIME_SECONDS`."""
        commands = [
            command
            for board in boards
            for command in (
                (board, "EXPIRE", board, BOARD_LIFETIME_SECONDS),
                (board, "SET", make_complete_mark_key(board), 1, "EX", lifetime_seconds),
            )
        ]
        await self.nodes.send_commands(commands)

    async def scan_members(self, board: str) -> AsyncIterator[dict[int, int]]:
        """Yield the members of a board with their scores, in chunks.

        A member whose score changes meanwhile may come twice.

        Raises:
            RedisUnavailableError: Redis does not answer.
        """
        cursor = None
        while cursor != 0:
            cursor, rows = await self.nodes.send_command(
                board, "ZSCAN", board, cursor or 0, "COUNT", ROWS_PER_SCAN_STEP
            )
            yield {int(member): int(score) for member, score in rows}

    async def replace_board(
        self, board: str, scores: Mapping[int, int], lifetime_seconds: int
    ) -> bool:
        """Replace a small board as a whole, and mark it as complete for some time.

        Returns:
            Whether it was replaced. If not, it is as it was, and not complete when that time ends.
        """
        new_board = f"{board}:fresh"
        commands: list[RedisCommand] = [(board, "DEL", new_board), (board, "DEL", board)]
        if scores:
            commands = [
                commands[0],
                (board, "ZADD", new_board, *_flatten_scores(scores)),
                (board, "RENAME", new_board, board),
            ]
        if _find_failed_boards(commands, await self.nodes.send_commands(commands)):
            return False
        await self.mark_complete([board], lifetime_seconds)
        return True

    async def pause_sweep(self, seconds: float) -> None:
        """Store that no sweep is needed for some seconds. A loss of data ends that."""
        if seconds >= 1:
            await self.nodes.send_commands(
                [(SWEEP_PAUSE_KEY, "SET", SWEEP_PAUSE_KEY, 1, "EX", int(seconds))]
            )

    async def is_sweep_paused(self) -> bool:
        """Say whether that time has not ended."""
        found = await self._ask_each_board("EXISTS", {SWEEP_PAUSE_KEY: SWEEP_PAUSE_KEY})
        return bool(found.get(SWEEP_PAUSE_KEY))

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
    """Parse the members and scores that a script returns alternately."""
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
