"""Leaderboards: a page of a board as one person may see it."""

from typing import Literal

import msgspec
from litestar import get
from litestar.params import FromPath, FromQuery

from api.identity import Me, Now, RequestBoards
from api.refusal_docs import declare_refusals
from learning.queries.boards.boards import BoardEntry, BoardScope, VisibleBoard, load_board
from learning.queries.boards.leagues import LeagueOut, load_league
from learning.queries.people.current_user import CurrentUser
from learning.rules.boards.periods import Period, find_period_start, name_period
from learning.rules.refusals import InputProblem, Invalid
from learning.rules.rota.days import to_local_day

BoardName = Literal["team", "parent", "organisation", "league", "teams"]


class LeaderboardPage(msgspec.Struct, frozen=True):
    """The first rows of a board, and the rows around the person.

    `period` is the name of the period: a week (`2026-W09`), a month (`2026-03`) or a season
    (`2026-Q1`). `period_kind` says which of them it is. `percentile` says of how many in a hundred
    others the person is ahead; it is null in the lower half. `league` is only sent for the board
    `league`. The board `teams` ranks teams by points per active member.
    """

    board: BoardName
    period: str
    period_kind: Period
    entries: list[BoardEntry]
    on_boards: bool
    percentile: int | None
    league: LeagueOut | None = None


@get(
    "/leaderboards/{name:str}",
    tags=["boards"],
    opt=declare_refusals((Invalid, "board.league_lasts_a_week")),
)
async def read_leaderboard(
    name: FromPath[BoardName],
    me: Me,
    boards: RequestBoards,
    now: Now,
    period: FromQuery[Period] = "week",
) -> LeaderboardPage:
    """Read a leaderboard.

    `team` is the board of the person's team, `parent` that of the team above it, `organisation`
    that of everybody, `league` that of the person's league of this week. `teams` ranks the
    person's team and the teams beside it.
    """
    start = find_period_start(period, to_local_day(now, me.zone))
    league: LeagueOut | None = None
    if name == "league":
        if period != "week":
            problem = InputProblem("period", "board.league_without_period")
            raise Invalid("board.league_lasts_a_week", [problem])
        my_league = await load_league(me.id, start)
        league = my_league.view
        scope = BoardScope("league", my_league.id) if my_league.id else None
    else:
        scope = _select_scope(name, me)
    visible = VisibleBoard([], None)
    if scope is not None:
        visible = await load_board(me, scope, period, start, boards)
    return LeaderboardPage(
        board=name,
        period=name_period(period, start),
        period_kind=period,
        entries=visible.entries,
        on_boards=me.on_boards,
        percentile=visible.percentile,
        league=league,
    )


def _select_scope(
    name: Literal["team", "parent", "organisation", "teams"], me: CurrentUser
) -> BoardScope:
    """Select the board of a name. A person in the root team sees the teams below the root."""
    parent_team = me.path[-2:][0]
    match name:
        case "teams":
            return BoardScope("teams", parent_team)
        case "parent":
            return BoardScope("team", parent_team)
        case "organisation":
            return BoardScope("team", me.path[0])
        case "team":
            return BoardScope("team", me.team)


handlers = [read_leaderboard]
