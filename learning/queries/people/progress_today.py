"""A person's points, streak and level as of today."""

from dataclasses import dataclass
from datetime import datetime

from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.weights import load_weights_history
from learning.queries.rota.rota import (
    ROTA_EXCEPTIONS_SQL,
    STREAK_COLUMNS_SQL,
    make_rota,
    make_streak_from_row,
)
from learning.rules.recognition.levels import Level, count_remembered, find_level
from learning.rules.recognition.streaks import calculate_streak_on
from learning.rules.rota.days import find_week_start, to_local_day
from learning.tables.database import connection

SELECT_PROGRESS_TODAY = f"""
SELECT {STREAK_COLUMNS_SQL}, g.points, g.week, g.week_points, exceptions.*,
  (SELECT work_days FROM person WHERE id = $1) AS own_week,
  (SELECT array_agg(ROW(stability, last_day)) FROM memory WHERE person = $1) AS memories
FROM progress g, LATERAL (
  SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = $1 AND day >= LEAST(g.last_day, $2)
) AS exceptions
WHERE g.person = $1
"""


@dataclass(frozen=True, slots=True)
class ProgressToday:
    """Points in all and of this week, the streak in days, the level, and the calendar of today.

    `own_week` are the person's own ISO weekdays; None where they are the team's.
    """

    points: int
    week_points: int
    streak: int
    working_today: bool
    level: Level
    own_week: list[int] | None


async def load_progress_today(user: CurrentUser, now: datetime) -> ProgressToday:
    """Load a person's figures as of the team's local day."""
    today = to_local_day(now, user.zone)
    weights = (await load_weights_history(user.path[0], user.adoption)).weights_at(now)
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_PROGRESS_TODAY, user.id, today)
    rota = make_rota(user.work_days, row["days_off"], row["days_on"])
    return ProgressToday(
        points=row["points"],
        week_points=row["week_points"] if row["week"] == find_week_start(today) else 0,
        streak=calculate_streak_on(make_streak_from_row(row), today, rota).days,
        working_today=rota.is_work_day(today),
        level=find_level(count_remembered(row["memories"] or (), today, weights)),
        own_week=row["own_week"],
    )
