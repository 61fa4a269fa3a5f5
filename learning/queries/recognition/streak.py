"""The page of a streak: the streak today and tomorrow, its calendar, and the team's average."""

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
"""In a smaller team an average would show the streak of one colleague."""

SELECT_OWN_STREAK = f"""
SELECT {STREAK_COLUMNS_SQL}, rota.*, ARRAY({SELECT_PRACTISED_DAYS}) AS practised
FROM progress g, LATERAL (SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = $1) AS rota
WHERE g.person = $1
"""
SELECT_TEAM_STREAKS = f"""
SELECT {STREAK_COLUMNS_SQL}, COALESCE(p.work_days, t.work_days) AS work_days, rota.*
FROM person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id,
  LATERAL (SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = p.id AND day >= g.last_day) AS rota
WHERE p.team = $1 AND p.erased_at IS NULL AND g.last_day IS NOT NULL
"""


class StreakDayView(msgspec.Struct, frozen=True):
    """A day and its state.

    `off` means that nothing is asked. `frozen` means that a freeze was spent. `today` means that
    the person can still practise today.
    """

    day: date
    state: StreakDayState


class TeamStreak(msgspec.Struct, frozen=True):
    """The mean streak, to a tenth, of the members who have ever practised, and their number."""

    average: float
    members: int


class StreakPage(msgspec.Struct, frozen=True):
    """A streak on the day `today`.

    `freezes` are left. `freeze_in` days of practice bring the next one, 0 if no more can be held.
    `lost` days come back after `earn_back_in` more days in a row. `if_today` is the streak after
    practice today. `if_missed` is the streak of tomorrow without practice today. `team` is null
    for a small team.
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
    """Read a person's streak on the team's local day."""
    today = to_local_day(now, user.zone)
    tomorrow = today + timedelta(days=1)
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_OWN_STREAK, user.id)
        team_rows = await conn.fetch(SELECT_TEAM_STREAKS, user.team)
    streak = make_streak_from_row(row)
    rota = make_rota(user.work_days, row["days_off"], row["days_on"])
    streak_now = calculate_streak_on(streak, today, rota)
    calendar = make_streak_calendar(frozenset(row["practised"]), rota, today)
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
        days=[StreakDayView(day, state) for day, state in calendar],
        team=_average_streaks([calculate_streak_today(member, today) for member in team_rows]),
    )


def _average_streaks(streaks: list[int]) -> TeamStreak | None:
    """Return the mean, or None where the team is too small for one."""
    return (
        TeamStreak(round(sum(streaks) / len(streaks), 1), len(streaks))
        if len(streaks) >= MIN_TEAM_SIZE_FOR_AVERAGE
        else None
    )
