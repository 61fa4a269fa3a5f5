"""Write the boards that rank the teams below one team. They are small, and replaced as a whole."""

from datetime import datetime, timedelta

from learning.actions.boards.note_unwritten_boards import (
    begin_comparing_boards,
    forget_unwritten_boards,
    note_unwritten_boards,
)
from learning.leaderboards import BoardPublisher, make_board_key
from learning.queries.boards.due_boards import list_due_boards
from learning.queries.boards.team_scores import load_team_scores

TEAM_RANKING_LIFETIME = timedelta(minutes=20)
"""A sweep and its rest take ten minutes for the boards of a million people."""


async def rank_teams(boards: BoardPublisher, now: datetime) -> None:
    """Rank the teams below each team, for every period that is current in some time zone.

    A board that could not be written is noted. One that is not written again for
    `TEAM_RANKING_LIFETIME` is not complete any more, since nothing else keeps it up to date.
    """
    began_at = await begin_comparing_boards()
    written: dict[str, bool] = {}
    for due in await list_due_boards(now):
        scores = await load_team_scores(due.period, due.start)
        for parent in due.parents:
            board = make_board_key("teams", parent, due.period, due.start)
            written[board] = await boards.replace_board(
                board, scores.get(parent, {}), int(TEAM_RANKING_LIFETIME.total_seconds())
            )
    await note_unwritten_boards([board for board, is_written in written.items() if not is_written])
    await forget_unwritten_boards(
        [board for board, is_written in written.items() if is_written], began_at
    )
