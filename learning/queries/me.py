"""How somebody stands today."""

from dataclasses import dataclass
from datetime import datetime

from learning.queries.who import Who
from learning.rules.days import local_day, week_of, works
from learning.rules.memory import Rota
from learning.rules.streaks import shown
from learning.tables.database import connection

READ = """
SELECT points, week, week_points, streak, last_day,
       ARRAY(SELECT day FROM rota_day WHERE NOT works AND person = $1 AND day >= LEAST(last_day, $2)) AS days_off
FROM progress WHERE person = $1
"""


@dataclass(frozen=True, slots=True)
class Today:
    """Points in all and of this week, the streak that still stands, and whether today is a working day."""

    points: int
    week_points: int
    streak: int
    working_today: bool


async def today_of(me: Who, now: datetime) -> Today:
    """Read a person's figures as of the team's local day."""
    today = local_day(now, me.zone)
    async with connection() as at:
        row = await at.fetchrow(READ, me.id, today)
    days_off = frozenset(row["days_off"])
    return Today(
        points=row["points"],
        week_points=row["week_points"] if row["week"] == week_of(today) else 0,
        streak=shown(row["streak"], row["last_day"], today, Rota(me.work_days, days_off)),
        working_today=works(today, me.work_days, days_off),
    )
