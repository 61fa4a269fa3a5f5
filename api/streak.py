"""Streaks."""

from litestar import get

from api.identity import Me, Now
from learning.queries.recognition.streak import StreakPage, load_streak_page


@get("/streak")
async def read_streak(me: Me, now: Now) -> StreakPage:
    """Give the person's streak, its calendar, and what becomes of it."""
    return await load_streak_page(me, now)


handlers = [read_streak]
