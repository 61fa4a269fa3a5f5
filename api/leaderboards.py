"""Leaderboards."""

from typing import Literal

import msgspec
from litestar import get, patch
from litestar.params import FromPath, FromQuery, JSONBody

from api.breaks import RequestBoards
from api.field_types import PathRowId
from api.identity import Leader, Me, Now
from learning.actions.people.change_team import TeamChanges, change_team
from learning.queries.boards.boards import BoardEntry, BoardScope, VisibleBoard, load_board
from learning.queries.boards.leagues import LeagueOut, load_league
from learning.queries.people.current_user import CurrentUser
from learning.rules.boards.periods import Period, find_period_start, name_period
from learning.rules.refusals import InputProblem, Invalid
from learning.rules.rota.days import to_local_day

BoardName = Literal["team", "parent", "organisation", "league", "teams"]


class LeaderboardPage(msgspec.Struct, frozen=True):
    """The top of a board and the people around me; of `teams`, my team and its sisters, by points per active member.

    `period` is a week (`2026-W09`), a month (`2026-03`) or a season (`2026-Q1`). `percentile` is of how many in a hundred others
    I am ahead, null in the lower half. `league` comes with the league alone.
    """

    board: str
    period: str
    entries: list[BoardEntry]
    on_boards: bool
    percentile: int | None
    league: LeagueOut | None = None


@get("/leaderboards/{name:str}")
async def read_leaderboard(
    name: FromPath[BoardName],
    me: Me,
    boards: RequestBoards,
    now: Now,
    period: FromQuery[Period] = "week",
) -> LeaderboardPage:
    """Give the board of the person's team, the team above, the organisation, their league, or their team's sisters."""
    start = find_period_start(period, to_local_day(now, me.zone))
    league = None
    if name == "league":
        if period != "week":
            raise Invalid(
                "A league lasts a week.",
                [InputProblem("period", "Ask for the league without a period.")],
            )
        my_league_place = await load_league(me.id, start)
        scope, league = (
            BoardScope("league", my_league_place.id) if my_league_place.id else None,
            my_league_place.view,
        )
    else:
        scope = _select_scope(name, me)
    ranking = (
        await load_board(me, scope, period, start, boards) if scope else VisibleBoard([], None)
    )
    return LeaderboardPage(
        name, name_period(period, start), ranking.entries, me.on_boards, ranking.percentile, league
    )


@patch("/teams/{team:int}", status_code=204)
async def change_team_settings(
    team: PathRowId, data: JSONBody[TeamChanges], leader: Leader, boards: RequestBoards, now: Now
) -> None:
    """Hide the people of a team, and of those below it, from the boards of all others, or show them; set its work days."""
    await change_team(leader, team, data, boards, now)


def _select_scope(name: BoardName, me: CurrentUser) -> BoardScope:
    """Name the board; who is in the root has nothing above, and sees the teams below it."""
    parent_team = me.path[-2:][0]
    match name:
        case "teams":
            return BoardScope("teams", parent_team)
        case "parent":
            return BoardScope("team", parent_team)
        case "organisation":
            return BoardScope("team", me.path[0])
        case _:
            return BoardScope("team", me.team)


handlers = [read_leaderboard, change_team_settings]
