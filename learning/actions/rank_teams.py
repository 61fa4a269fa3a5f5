"""Put the boards of teams beside their sisters into Redis: small ones, each replaced as a whole."""

from datetime import datetime

from learning.leaderboards import Boards, key
from learning.queries.due_boards import due_boards
from learning.queries.team_scores import team_scores


async def rank_teams(boards: Boards, now: datetime) -> None:
    """Rank the teams below every team, for each period that is under way somewhere."""
    for due in await due_boards(now):
        scores = await team_scores(due.period, due.start)
        for parent in due.parents:
            await boards.replace(key("teams", parent, due.period, due.start), scores.get(parent, {}))
