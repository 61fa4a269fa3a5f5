"""Leaderboards."""

from typing import Literal

import msgspec
from litestar import get
from litestar.params import FromPath

from api.breaks import PhoneBoards
from api.identity import Me, Now
from learning.queries.boards import Entry, board
from learning.rules.days import local_day, week_of


class BoardOut(msgspec.Struct, frozen=True):
    """The top of a board and the people around me. `period` is an ISO week."""

    board: str
    period: str
    entries: list[Entry]
    on_boards: bool


@get("/leaderboards/{name:str}")
async def show_board(
    name: FromPath[Literal["team", "organisation"]], me: Me, boards: PhoneBoards, now: Now
) -> BoardOut:
    """Give this week's board of the person's team or of the whole organisation."""
    week = week_of(local_day(now, me.zone))
    team = me.team if name == "team" else me.path[0]
    year, number, _ = week.isocalendar()
    return BoardOut(name, f"{year}-W{number:02}", await board(me, team, week, boards), me.on_boards)


handlers = [show_board]
