"""Make the boards equal to PostgreSQL: after a wipe, a lost raise, a correction, or an opt-out."""

from collections.abc import Mapping
from datetime import date, datetime

from learning.leaderboards import Boards, key
from learning.rules.days import local_day, week_of
from learning.tables.database import connection

TEAMS = "SELECT id, path, zone FROM team"
SCORES = """
SELECT g.person, g.week_points, g.week FROM progress g JOIN person p ON p.id = g.person JOIN team t ON t.id = p.team
WHERE g.week >= $2 AND g.week_points > 0 AND p.on_boards AND $1 = ANY(t.path)
"""


async def repair_boards(boards: Boards, now: datetime) -> int:
    """Mend every team's board of this week; return how many rows were wrong."""
    async with connection() as at:
        teams = await at.fetch(TEAMS)
    boards_due = {
        (above, week_of(local_day(now, team["zone"]))) for team in teams for above in team["path"]
    }  # around Monday's dawn a board has two weeks, when its people live in several zones
    return sum([await _repair(boards, team, week) for team, week in sorted(boards_due)])


async def _repair(boards: Boards, team: int, week: date) -> int:
    """Compare and mend one board.

    The board is read before the database: what is raised in between makes the truth newer, never older, so a row
    above the truth is really too high. Where it is Monday already for some people of a board, their row of the
    week before stands as it is.
    """
    shown = await boards.scores(team, week)
    async with connection() as at:
        rows = await at.fetch(SCORES, team, week)
    truth: dict[int, int] = {row["person"]: row["week_points"] for row in rows if row["week"] == week}
    ahead = {row["person"] for row in rows if row["week"] > week}
    lost = {str(person): score for person, score in truth.items() if shown.get(person, -1) < score}
    high = {str(person): score for person, score in truth.items() if shown.get(person, -1) > score}
    strangers = [str(person) for person in shown if person not in truth and person not in ahead]
    await _mend(boards, key(team, week), lost, [*high, *strangers], high)
    return len(lost) + len(high) + len(strangers)


async def _mend(boards: Boards, board: str, lost: Mapping[str, int], out: list[str], high: Mapping[str, int]) -> None:
    if out:
        await boards.redis.zrem(board, *out)
    if scores := {**lost, **high}:
        await boards.write({board: scores})
