"""A person's figures and level as of today."""

from datetime import datetime

import msgspec

from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.weights import load_weights_history
from learning.queries.recognition.week_points import write_week_points_sql
from learning.queries.rota.rota import (
    ROTA_EXCEPTIONS_SQL,
    STREAK_COLUMNS_SQL,
    make_rota,
    make_streak_from_row,
)
from learning.rules.boards.periods import PointsTotals
from learning.rules.recognition.levels import Level, count_remembered, find_level
from learning.rules.recognition.todays_figures import TodaysFigures, calculate_todays_figures
from learning.rules.rota.days import find_week_start, to_local_day
from learning.tables.database import connection

SELECT_PROGRESS_TODAY = f"""
SELECT {STREAK_COLUMNS_SQL}, g.points, exceptions.*,
  {write_week_points_sql("$1", "$3::date")} AS week_points,
  (SELECT work_days FROM person WHERE id = $1) AS own_week,
  (SELECT array_agg(ROW(stability, last_day, right_days)) FROM memory WHERE person = $1) AS memories
FROM progress g, LATERAL (
  SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = $1 AND day >= LEAST(g.last_day, $2)
) AS exceptions
WHERE g.person = $1
"""


class ProgressToday(TodaysFigures, frozen=True):
    """The figures and the level of today, and whether today is a working day.

    `own_week` are the person's own ISO weekdays; None where they are the team's.
    """

    working_today: bool
    level: Level
    own_week: list[int] | None


async def load_progress_today(user: CurrentUser, now: datetime) -> ProgressToday:
    """Load a person's figures as of the team's local day."""
    today = to_local_day(now, user.zone)
    week = find_week_start(today)
    weights = (await load_weights_history(user.path[0], user.adoption)).weights_at(now)
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_PROGRESS_TODAY, user.id, today, week)
    rota = make_rota(user.work_days, row["days_off"], row["days_on"])
    figures = calculate_todays_figures(
        PointsTotals(row["points"], week, row["week_points"]),
        make_streak_from_row(row),
        rota,
        today,
    )
    return ProgressToday(
        **msgspec.structs.asdict(figures),
        working_today=rota.is_work_day(today),
        level=find_level(count_remembered(row["memories"] or (), today, weights)),
        own_week=row["own_week"],
    )
