"""Load what a challenge takes as figures."""

from datetime import datetime

from asyncpg import Connection

from learning.rules.challenges.figure_entries import FigureScope, find_newest_day

SELECT_FIGURE_SCOPE = """
SELECT ct.team, t.zone, c.first_day, c.last_day, c.unit_type, c.score_max
FROM challenge_team ct JOIN challenge c ON c.id = ct.challenge JOIN team t ON t.id = ct.team
WHERE c.id = $1
"""


async def load_figure_scope(conn: Connection, challenge: int, now: datetime) -> FigureScope:
    """Load the teams, days and unit of a challenge."""
    rows = await conn.fetch(SELECT_FIGURE_SCOPE, challenge)
    return FigureScope(
        {row["team"]: find_newest_day(now, row["zone"]) for row in rows},
        rows[0]["first_day"],
        rows[0]["last_day"],
        rows[0]["unit_type"],
        rows[0]["score_max"],
    )
