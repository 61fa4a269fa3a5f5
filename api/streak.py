"""The streak of the signed-in person."""

from litestar import get

from api.identity import Me, Now
from learning.queries.recognition.streak import StreakPage, load_streak_page


@get("/streak", tags=["streak"])
async def read_streak(me: Me, now: Now) -> StreakPage:
    """Show the person's streak today and tomorrow, its calendar and the team's average."""
    return await load_streak_page(me, now)


handlers = [read_streak]
