"""A board as a person sees it: the top, and the people around them. It never shows the bottom."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from learning.leaderboards import BoardPublisher, RedisUnavailableError, make_board_key
from learning.queries.boards.board_scores import (
    BOARD_PEOPLE_SQL,
    IS_ON_BOARDS_SQL,
    ON_BOARD_SQL_BY_KIND,
    load_board_view,
)
from learning.queries.boards.team_scores import load_teams_board_view
from learning.queries.boards.unwritten_boards import is_any_board_unwritten
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.display_name import DISPLAY_NAME_SQL
from learning.rules.boards.boards import BoardView, BoardWindow, calculate_percentile
from learning.rules.boards.periods import Period
from learning.tables.database import connection

BoardKind = Literal["team", "league", "teams"]
BOARD_WINDOW = BoardWindow()

SELECT_PERSON_NAMES = f"""
SELECT p.id, {DISPLAY_NAME_SQL.format(one="p")} AS name FROM {BOARD_PEOPLE_SQL}
WHERE p.id = ANY($2) AND {IS_ON_BOARDS_SQL} AND {{on_board}}
"""
SELECT_NAMES_BY_BOARD_KIND = {
    **{
        kind: SELECT_PERSON_NAMES.format(on_board=on_board)
        for kind, on_board in ON_BOARD_SQL_BY_KIND.items()
    },
    "teams": "SELECT id, name FROM team WHERE parent = $1 AND id = ANY($2) AND NOT hidden",
}
"""The names of those who may be shown now. Only PostgreSQL decides that."""


class BoardEntry(msgspec.Struct, frozen=True):
    """A row of a board. `name` is the alias of a person who has one.

    `rank` is null in the row of a person who has no points in the period yet: only they see it.
    """

    rank: int | None
    name: str
    points: int
    me: bool


@dataclass(frozen=True, slots=True)
class BoardScope:
    """Which board: of a `team` and all below it, of a `league`, or of the `teams` below a team."""

    kind: BoardKind
    subject_id: int


@dataclass(frozen=True, slots=True)
class VisibleBoard:
    """What a person sees.

    `percentile` says of how many in a hundred others they are ahead; None in the lower half.
    """

    entries: list[BoardEntry]
    percentile: int | None


async def load_board(
    user: CurrentUser, scope: BoardScope, period: Period, start: date, boards: BoardPublisher
) -> VisibleBoard:
    """Return the first rows and those around the person.

    A person without points comes after them, with 0 points and no rank. The rows come from
    PostgreSQL when Redis is unavailable, its board is not complete, or a change of it
    could not be written.
    """
    member_ids = (
        user.path[user.path.index(scope.subject_id) + 1 :][:1]
        if scope.kind == "teams"
        else (user.id,)
    )
    member = member_ids[0] if member_ids else 0
    await boards.flush(user.id)
    key = make_board_key(scope.kind, scope.subject_id, period, start)
    try:
        view = await boards.read_view(key, member, BOARD_WINDOW)
    except RedisUnavailableError:
        view = None
    if view is None or await is_any_board_unwritten([key]):
        async with boards.fallback_reads:
            view = await _load_stored_board(scope, period, start, member)
    return VisibleBoard(await _add_names(scope, view, member), calculate_percentile(view))


async def _load_stored_board(
    scope: BoardScope, period: Period, start: date, member: int
) -> BoardView:
    if scope.kind == "teams":
        return await load_teams_board_view(scope.subject_id, period, start, member, BOARD_WINDOW)
    return await load_board_view(scope.kind, scope.subject_id, period, start, member, BOARD_WINDOW)


async def _add_names(scope: BoardScope, view: BoardView, member: int) -> list[BoardEntry]:
    async with connection() as conn:
        names: dict[int, str] = dict(
            await conn.fetch(
                SELECT_NAMES_BY_BOARD_KIND[scope.kind],
                scope.subject_id,
                [*(row.member for row in view.rows), member],
            )
        )
    entries = [
        BoardEntry(row.rank, names[row.member], row.points, row.member == member)
        for row in view.rows
        if row.member in names
    ]
    is_ranked = any(row.member == member for row in view.rows)
    if scope.kind != "teams" and member in names and not is_ranked:
        entries.append(BoardEntry(None, names[member], 0, me=True))
    return entries
