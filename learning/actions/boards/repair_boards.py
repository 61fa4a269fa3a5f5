"""Make the boards equal to PostgreSQL, after a loss of data, a lost write or a correction.

People are compared in chunks of ids, and a board with too many rows is scanned in steps. So the
memory in use grows with the number of teams, not with that of people.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from learning.actions.boards.note_unwritten_boards import (
    begin_comparing_boards,
    forget_unwritten_boards,
    note_unwritten_boards,
)
from learning.leaderboards import BoardChange, BoardLine, BoardPublisher
from learning.queries.boards.board_scores import load_board_lines_of_period
from learning.queries.boards.due_boards import DueBoards, list_due_boards, load_newest_person_id

PEOPLE_PER_REPAIR_CHUNK = 5000
"""Ids of people that are compared together."""


@dataclass(slots=True)
class _PeriodRepair:
    """The repair of one period: the sizes of boards before, their right sizes, and the findings."""

    boards: BoardPublisher
    due: DueBoards
    sizes_before: Mapping[str, int]
    expected_sizes: Counter[str] = field(default_factory=Counter)
    unreachable_boards: set[str] = field(default_factory=set)
    wrong_rows: int = 0

    async def read_lines(self, people: Sequence[int]) -> list[BoardLine]:
        """Read the scores of people on the boards that can be reached."""
        lines = await load_board_lines_of_period(self.due.period, self.due.start, people)
        return [line for line in lines if line.board in self.sizes_before]

    async def apply_changes(self, changes: Mapping[str, BoardChange]) -> None:
        """Write changes, and count the rows that were wrong and are right now."""
        failed = await self.boards.write_changes(changes)
        self.unreachable_boards |= failed
        self.wrong_rows += sum(
            len(change) for board, change in changes.items() if board not in failed
        )


async def repair_boards(boards: BoardPublisher, now: datetime) -> int:
    """Repair the boards of every current period; return how many rows were wrong.

    Boards that cannot be written are noted and left for another time. The others are complete.
    """
    last = await load_newest_person_id()
    return sum([await _repair_period(boards, due, last) for due in await list_due_boards(now)])


async def _repair_period(boards: BoardPublisher, due: DueBoards, last: int) -> int:
    began_at = await begin_comparing_boards()
    repair = _PeriodRepair(boards, due, await boards.read_sizes(due.boards))
    if not repair.sizes_before:
        return 0
    for first in range(1, last + 1, PEOPLE_PER_REPAIR_CHUNK):
        await _compare_people(repair, range(first, first + PEOPLE_PER_REPAIR_CHUNK))
    for board, size in (await boards.read_sizes(repair.sizes_before)).items():
        if size > repair.expected_sizes[board]:
            await _scan_board(repair, board)
    repaired = [
        board
        for board in due.boards
        if board in repair.sizes_before and board not in repair.unreachable_boards
    ]
    await note_unwritten_boards(repair.unreachable_boards)
    await boards.mark_complete(repaired)
    await forget_unwritten_boards(repaired, began_at)
    return repair.wrong_rows


async def _compare_people(repair: _PeriodRepair, people: Sequence[int]) -> None:
    """Raise rows that are too low, and check again those that seem too high.

    PostgreSQL is read before Redis. A row that was raised in between is above what was read, so a
    row that is lower is really too low.
    """
    lines = await repair.read_lines(people)
    scores_by_board = await repair.boards.read_scores(
        {line.board: line.people for line in lines if repair.sizes_before[line.board]}
    )
    changes, high = {}, {}
    for line in lines:
        repair.expected_sizes[line.board] += sum(score is not None for score in line.scores)
        board_scores = scores_by_board.get(line.board)
        if board_scores is None and repair.sizes_before[line.board]:
            repair.unreachable_boards.add(line.board)
            continue
        low, above = _find_differences(line, board_scores or [None] * len(line.people))
        if low:
            changes[line.board] = BoardChange(raised_scores=low)
        if above:
            high[line.board] = above
    await repair.apply_changes(changes)
    await _lower_rows(repair, high)


def _find_differences(
    line: BoardLine, board_scores: Sequence[int | None]
) -> tuple[dict[int, int], dict[int, int]]:
    """Return the rows that are too low with their right scores, and those too high as they are."""
    low, high = {}, {}
    for person, score, shown in zip(line.people, line.scores, board_scores, strict=True):
        if score is not None and (shown is None or shown < score):
            low[person] = score
        elif shown is not None and shown != score:
            high[person] = shown
    return low, high


async def _lower_rows(repair: _PeriodRepair, high: Mapping[str, Mapping[int, int]]) -> None:
    """Lower or remove rows that were seen too high, if PostgreSQL, read again, agrees."""
    people = sorted({person for rows in high.values() for person in rows})
    if not people:
        return
    truth = {
        line.board: dict(zip(line.people, line.scores, strict=True))
        for line in await repair.read_lines(people)
    }
    changes = {
        board: _build_lowering_change(rows, truth.get(board, {})) for board, rows in high.items()
    }
    await repair.apply_changes({board: change for board, change in changes.items() if len(change)})


def _build_lowering_change(rows: Mapping[int, int], truth: Mapping[int, int | None]) -> BoardChange:
    change = BoardChange()
    for person, shown in rows.items():
        score = truth.get(person)
        if score is None:
            change.removed_members.append(person)
        elif score < shown:
            change.set_scores[person] = score
    return change


async def _scan_board(repair: _PeriodRepair, board: str) -> None:
    """Check every row of a board that has more rows than it should."""
    async for rows in repair.boards.scan_members(board):
        await _lower_rows(repair, {board: rows})
