"""Make the boards equal to PostgreSQL: after a wipe, a lost message, a correction, or an opt-out.

It streams: people pass by chunks of their ids, a board that has too many rows by a scan. What is held at once grows with
the number of teams, not with that of people.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from learning.leaderboards import BoardChange, BoardLine, BoardPublisher
from learning.queries.boards.board_scores import load_board_lines_of_period
from learning.queries.boards.due_boards import DueBoards, list_due_boards, load_newest_person_id

PEOPLE_PER_REPAIR_CHUNK = 5000
"""Ids of people that are looked at together."""


@dataclass(slots=True)
class _PeriodRepair:
    """One period under repair: how many rows boards had, how many they should have, which were out of reach."""

    boards: BoardPublisher
    due: DueBoards
    sizes_before: Mapping[str, int]
    expected_sizes: Counter[str] = field(default_factory=Counter)
    unreachable_boards: set[str] = field(default_factory=set)
    wrong_rows: int = 0

    async def read_lines(self, people: Sequence[int]) -> list[BoardLine]:
        """Read where people stand on the boards that can be reached."""
        lines = await load_board_lines_of_period(self.due.period, self.due.start, people)
        return [line for line in lines if line.board in self.sizes_before]

    async def apply_changes(self, changes: Mapping[str, BoardChange]) -> None:
        """Mend rows."""
        self.wrong_rows += sum(len(change) for change in changes.values())
        self.unreachable_boards |= await self.boards.write_changes(changes)


async def repair_boards(boards: BoardPublisher, now: datetime) -> int:
    """Mend the boards of every period that is under way somewhere; return how many rows were wrong.

    Boards out of reach are left for another time; the others are whole afterwards.
    """
    last = await load_newest_person_id()
    return sum([await _repair_period(boards, due, last) for due in await list_due_boards(now)])


async def _repair_period(boards: BoardPublisher, due: DueBoards, last: int) -> int:
    repair = _PeriodRepair(boards, due, await boards.read_sizes(due.boards))
    if not repair.sizes_before:
        return 0
    for first in range(1, last + 1, PEOPLE_PER_REPAIR_CHUNK):
        await _compare_people(repair, range(first, first + PEOPLE_PER_REPAIR_CHUNK))
    for board, size in (await boards.read_sizes(repair.sizes_before)).items():
        if size > repair.expected_sizes[board]:
            await _scan_board(repair, board)
    await boards.mark_complete(
        board
        for board in due.boards
        if board in repair.sizes_before and board not in repair.unreachable_boards
    )
    return repair.wrong_rows


async def _compare_people(repair: _PeriodRepair, people: Sequence[int]) -> None:
    """Raise rows that are too low, and look again at those that seem too high.

    PostgreSQL is read before Redis. What was raised in between is above what was read, so low rows really are.
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
    """Return the rows that are too low, with what they should be, and those too high, with what they are."""
    low, high = {}, {}
    for person, score, shown in zip(line.people, line.scores, board_scores, strict=True):
        if score is not None and (shown is None or shown < score):
            low[person] = score
        elif shown is not None and shown != score:
            high[person] = shown
    return low, high


async def _lower_rows(repair: _PeriodRepair, high: Mapping[str, Mapping[int, int]]) -> None:
    """Put rows that were seen too high where they belong, or out, if PostgreSQL still says so after they were seen."""
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
    """Look at every row of a board that has more of them than it should."""
    async for rows in repair.boards.scan_members(board):
        await _lower_rows(repair, {board: rows})
