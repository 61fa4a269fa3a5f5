"""How somebody stands today."""

from dataclasses import dataclass
from datetime import datetime

from learning.queries.rota import COLUMNS, DIFFERENT, as_rota, streak_of
from learning.queries.weights import eras_of
from learning.queries.who import Who
from learning.rules.days import local_day, week_of
from learning.rules.levels import Level, level_of, remembered
from learning.rules.streaks import as_of
from learning.tables.database import connection

READ = f"""
SELECT {COLUMNS}, g.points, g.week, g.week_points, apart.*, (SELECT work_days FROM person WHERE id = $1) AS own_week,
       (SELECT array_agg(ROW(stability, last_day)) FROM memory WHERE person = $1) AS memories
FROM progress g, LATERAL (SELECT {DIFFERENT} WHERE person = $1 AND day >= LEAST(g.last_day, $2)) AS apart
WHERE g.person = $1
"""


@dataclass(frozen=True, slots=True)
class Today:
    """Points in all and of this week, the streak that still stands, whether today is a working day, and the level.

    `own_week` are the person's own weekdays, None where they are the team's.
    """

    points: int
    week_points: int
    streak: int
    working_today: bool
    level: Level
    own_week: list[int] | None


async def today_of(me: Who, now: datetime) -> Today:
    """Read a person's figures as of the team's local day."""
    today, weights = local_day(now, me.zone), (await eras_of(me.path[0], me.adoption)).at(now)
    async with connection() as conn:
        row = await conn.fetchrow(READ, me.id, today)
    rota = as_rota(me.work_days, row["days_off"], row["days_on"])
    return Today(
        points=row["points"],
        week_points=row["week_points"] if row["week"] == week_of(today) else 0,
        streak=as_of(streak_of(row), today, rota).days,
        working_today=rota.works(today),
        level=level_of(remembered(row["memories"] or (), today, weights)),
        own_week=row["own_week"],
    )
