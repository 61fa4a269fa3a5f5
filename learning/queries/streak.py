"""The page of a streak: how it stands, what becomes of it, its calendar, and how the team does together."""

from datetime import date, datetime, timedelta

import msgspec

from learning.queries.rota import COLUMNS, DIFFERENT, PRACTISED, as_rota, streak_of, streak_today
from learning.queries.who import Who
from learning.rules.calendar import State, calendar
from learning.rules.days import local_day
from learning.rules.streaks import as_of, practise
from learning.tables.database import connection

FEWEST = 5
"""In a smaller team an average would say how a colleague does."""

MINE = f"""
SELECT {COLUMNS}, apart.*, ARRAY({PRACTISED}) AS practised
FROM progress g, LATERAL (SELECT {DIFFERENT} WHERE person = $1) AS apart WHERE g.person = $1
"""
TEAM = f"""
SELECT {COLUMNS}, COALESCE(p.work_days, t.work_days) AS work_days, apart.*
FROM person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id,
  LATERAL (SELECT {DIFFERENT} WHERE person = p.id AND day >= g.last_day) AS apart
WHERE p.team = $1 AND p.erased_at IS NULL AND g.last_day IS NOT NULL
"""


class DayView(msgspec.Struct, frozen=True):
    """A day: `off` when nothing is asked, `frozen` when a freeze stood in for it, `today` while it can still be done."""

    day: date
    state: State


class TeamStreak(msgspec.Struct, frozen=True):
    """The mean streak of those in the team who have ever practised, to a tenth, and how many they are."""

    average: float
    members: int


class StreakView(msgspec.Struct, frozen=True):
    """A streak as of `today`. `freezes` are left, `freeze_in` days of practice bring the next, 0 if no more can be held.

    `lost` days come back after `earn_back_in` more in a row. `if_today` is the streak after practice today, `if_missed`
    what stands tomorrow without any more of it.
    """

    today: date
    streak: int
    longest: int
    freezes: int
    freeze_in: int
    lost: int
    earn_back_in: int
    if_today: int
    if_missed: int
    next_work_day: date
    days: list[DayView]
    team: TeamStreak | None


async def streak_page(me: Who, now: datetime) -> StreakView:
    """Read a person's streak as of the team's local day."""
    today = local_day(now, me.zone)
    tomorrow = today + timedelta(days=1)
    async with connection() as conn:
        row = await conn.fetchrow(MINE, me.id)
        team = await conn.fetch(TEAM, me.team)
    streak, rota = streak_of(row), as_rota(me.work_days, row["days_off"], row["days_on"])
    stands, practised = as_of(streak, today, rota), frozenset(row["practised"])
    return StreakView(
        today=today,
        streak=stands.days,
        longest=stands.longest,
        freezes=stands.freezes,
        freeze_in=stands.freeze_in,
        lost=stands.lost,
        earn_back_in=stands.earn_back_in,
        if_today=practise(streak, today, rota).days,
        if_missed=as_of(streak, tomorrow, rota).days,
        next_work_day=rota.next_work_day(tomorrow),
        days=[DayView(day, state) for day, state in calendar(practised, rota, today)],
        team=_together([streak_today(one, today) for one in team]),
    )


def _together(streaks: list[int]) -> TeamStreak | None:
    """Take the mean, unless it would say something about somebody."""
    return TeamStreak(round(sum(streaks) / len(streaks), 1), len(streaks)) if len(streaks) >= FEWEST else None
