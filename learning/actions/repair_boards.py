"""Make the boards equal to PostgreSQL: after a wipe, a lost message, a correction, or an opt-out.

It streams: people pass by chunks of their ids, a board that has too many rows by a scan. What is held at once grows with
the number of teams, not with that of people.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from learning.leaderboards import Boards, Change, Line
from learning.queries.due_boards import Due, due_boards, last_person
from learning.queries.scores import standings_in

CHUNK = 5000
"""Ids of people that are looked at together."""


@dataclass(slots=True)
class _Repair:
    """One period under repair: how many rows boards had, how many they should have, which were out of reach."""

    boards: Boards
    due: Due
    had: Mapping[str, int]
    rows: Counter[str] = field(default_factory=Counter)
    missed: set[str] = field(default_factory=set)
    wrong: int = 0

    async def truth(self, people: Sequence[int]) -> list[Line]:
        """Read where people stand on the boards that can be reached."""
        lines = await standings_in(self.due.period, self.due.start, people)
        return [line for line in lines if line.board in self.had]

    async def change(self, changes: Mapping[str, Change]) -> None:
        """Mend rows."""
        self.wrong += sum(len(change) for change in changes.values())
        self.missed |= await self.boards.write(changes)


async def repair_boards(boards: Boards, now: datetime) -> int:
    """Mend the boards of every period that is under way somewhere; return how many rows were wrong.

    Boards out of reach are left for another time; the others are whole afterwards.
    """
    last = await last_person()
    return sum([await _repair(boards, due, last) for due in await due_boards(now)])


async def _repair(boards: Boards, due: Due, last: int) -> int:
    repair = _Repair(boards, due, await boards.sizes(due.boards))
    if not repair.had:
        return 0
    for first in range(1, last + 1, CHUNK):
        await _compare(repair, range(first, first + CHUNK))
    for board, size in (await boards.sizes(repair.had)).items():
        if size > repair.rows[board]:
            await _scan(repair, board)
    await boards.mark(board for board in due.boards if board in repair.had and board not in repair.missed)
    return repair.wrong


async def _compare(repair: _Repair, people: Sequence[int]) -> None:
    """Raise rows that are too low, and look again at those that seem too high.

    PostgreSQL is read before Redis. What was raised in between is above what was read, so low rows really are.
    """
    lines = await repair.truth(people)
    shown = await repair.boards.scores({line.board: line.people for line in lines if repair.had[line.board]})
    changes, high = {}, {}
    for line in lines:
        repair.rows[line.board] += sum(score is not None for score in line.scores)
        has = shown.get(line.board)
        if has is None and repair.had[line.board]:
            repair.missed.add(line.board)
            continue
        low, above = _differences(line, has or [None] * len(line.people))
        if low:
            changes[line.board] = Change(raised=low)
        if above:
            high[line.board] = above
    await repair.change(changes)
    await _lower(repair, high)


def _differences(line: Line, has: Sequence[int | None]) -> tuple[dict[int, int], dict[int, int]]:
    """Return the rows that are too low, with what they should be, and those too high, with what they are."""
    low, high = {}, {}
    for person, score, shown in zip(line.people, line.scores, has, strict=True):
        if score is not None and (shown is None or shown < score):
            low[person] = score
        elif shown is not None and shown != score:
            high[person] = shown
    return low, high


async def _lower(repair: _Repair, high: Mapping[str, Mapping[int, int]]) -> None:
    """Put rows that were seen too high where they belong, or out, if PostgreSQL still says so after they were seen."""
    people = sorted({person for rows in high.values() for person in rows})
    if not people:
        return
    truth = {line.board: dict(zip(line.people, line.scores, strict=True)) for line in await repair.truth(people)}
    changes = {board: _lowered(rows, truth.get(board, {})) for board, rows in high.items()}
    await repair.change({board: change for board, change in changes.items() if len(change)})


def _lowered(rows: Mapping[int, int], truth: Mapping[int, int | None]) -> Change:
    change = Change()
    for person, shown in rows.items():
        score = truth.get(person)
        if score is None:
            change.out.append(person)
        elif score < shown:
            change.put[person] = score
    return change


async def _scan(repair: _Repair, board: str) -> None:
    """Look at every row of a board that has more of them than it should."""
    async for rows in repair.boards.members(board):
        await _lower(repair, {board: rows})
