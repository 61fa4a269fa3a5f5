"""The page of a streak: how it stands, what becomes of it, its calendar, and how the team does together."""

from datetime import date, datetime, timedelta

import msgspec

from learning.queries.people.current_user import CurrentUser
from learning.queries.rota.rota import (
    ROTA_EXCEPTIONS_SQL,
    SELECT_PRACTISED_DAYS,
    STREAK_COLUMNS_SQL,
    calculate_streak_today,
    make_rota,
    make_streak_from_row,
)
from learning.rules.recognition.streak_calendar import StreakDayState, make_streak_calendar
from learning.rules.recognition.streaks import add_practice_day, calculate_streak_on
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

MIN_TEAM_SIZE_FOR_AVERAGE = 5
"""In a smaller team an average would say how a colleague does."""

SELECT_OWN_STREAK = f"""
SELECT {STREAK_COLUMNS_SQL}, apart.*, ARRAY({SELECT_PRACTISED_DAYS}) AS practised
FROM progress g, LATERAL (SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = $1) AS apart WHERE g.person = $1
"""
SELECT_TEAM_STREAKS = f"""
SELECT {STREAK_COLUMNS_SQL}, COALESCE(p.work_days, t.work_days) AS work_days, apart.*
FROM person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id,
  LATERAL (SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = p.id AND day >= g.last_day) AS apart
WHERE p.team = $1 AND p.erased_at IS NULL AND g.last_day IS NOT NULL
"""


class StreakDayView(msgspec.Struct, frozen=True):
    """A day: `off` when nothing is asked, `frozen` when a freeze stood in for it, `today` while it can still be done."""

    day: date
    state: StreakDayState


class TeamStreak(msgspec.Struct, frozen=True):
    """The mean streak of those in the team who have ever practised, to a tenth, and how many they are."""

    average: float
    members: int


class StreakPage(msgspec.Struct, frozen=True):
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
    days: list[StreakDayView]
    team: TeamStreak | None


async def load_streak_page(user: CurrentUser, now: datetime) -> StreakPage:
    """Read a person's streak as of the team's local day."""
    today = to_local_day(now, user.zone)
    tomorrow = today + timedelta(days=1)
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_OWN_STREAK, user.id)
        team = await conn.fetch(SELECT_TEAM_STREAKS, user.team)
    streak, rota = (
        make_streak_from_row(row),
        make_rota(user.work_days, row["days_off"], row["days_on"]),
    )
    streak_now, practised = calculate_streak_on(streak, today, rota), frozenset(row["practised"])
    return StreakPage(
        today=today,
        streak=streak_now.days,
        longest=streak_now.longest,
        freezes=streak_now.freezes,
        freeze_in=streak_now.freeze_in,
        lost=streak_now.lost,
        earn_back_in=streak_now.earn_back_in,
        if_today=add_practice_day(streak, today, rota).days,
        if_missed=calculate_streak_on(streak, tomorrow, rota).days,
        next_work_day=rota.find_next_work_day(tomorrow),
        days=[
            StreakDayView(day, state) for day, state in make_streak_calendar(practised, rota, today)
        ],
        team=_average_streaks([calculate_streak_today(member_row, today) for member_row in team]),
    )


def _average_streaks(streaks: list[int]) -> TeamStreak | None:
    """Take the mean, unless it would say something about somebody."""
    return (
        TeamStreak(round(sum(streaks) / len(streaks), 1), len(streaks))
        if len(streaks) >= MIN_TEAM_SIZE_FOR_AVERAGE
        else None
    )
