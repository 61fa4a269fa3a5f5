"""Write the boards that rank the teams below one team. They are small, and replaced as a whole."""

from datetime import datetime

from learning.leaderboards import BoardPublisher, make_board_key
from learning.queries.boards.due_boards import list_due_boards
from learning.queries.boards.team_scores import load_team_scores


async def rank_teams(boards: BoardPublisher, now: datetime) -> None:
    """Rank the teams below each team, for every period that is current in some time zone."""
    for due in await list_due_boards(now):
        scores = await load_team_scores(due.period, due.start)
        for parent in due.parents:
            await boards.replace_board(
                make_board_key("teams", parent, due.period, due.start), scores.get(parent, {})
            )
