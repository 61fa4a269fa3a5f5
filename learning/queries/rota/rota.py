"""A person's rota and streak as they are stored."""

from collections.abc import Collection
from datetime import date

from asyncpg import Connection, Record

from learning.rules.recognition.streaks import Streak, calculate_streak_on
from learning.rules.rota.days import Rota

ROTA_EXCEPTIONS_SQL = """
array_agg(day) FILTER (WHERE NOT works) AS days_off, array_agg(day) FILTER (WHERE works) AS days_on
FROM rota_day
"""
"""Columns and table for the days that differ from the week. A list without days is NULL."""

STREAK_COLUMN_NAMES = (
    "streak",
    "longest_streak",
    "last_day",
    "freezes",
    "lost_streak",
    "days_practised",
)
STREAK_COLUMNS_SQL = """g.streak, g.longest_streak, g.last_day, g.freezes, g.lost_streak,
  COALESCE((g.counters->>'days')::int, 0) AS days_practised"""
"""The columns of a streak in the order of `STREAK_COLUMN_NAMES`. `g` is the table `progress`."""
SELECT_PRACTISED_DAYS = (
    "SELECT day FROM attempt WHERE person = $1 UNION SELECT day FROM lesson_read WHERE person = $1"
)

SELECT_ROTA = f"""
SELECT COALESCE(p.work_days, t.work_days) AS work_days, exceptions.days_off, exceptions.days_on
FROM person p JOIN team t ON t.id = p.team
CROSS JOIN LATERAL (SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = p.id) AS exceptions
WHERE p.id = $1
"""


async def load_rota(conn: Connection, person: int) -> Rota:
    """Load a person's whole rota, with the current week. `CurrentUser` may hold an older one."""
    row = await conn.fetchrow(SELECT_ROTA, person)
    return make_rota(tuple(row["work_days"]), row["days_off"], row["days_on"])


def make_rota(
    work_days: Collection[int], days_off: Collection[date] | None, days_on: Collection[date] | None
) -> Rota:
    """Make a rota from the columns of a row."""
    return Rota(work_days, frozenset(days_off or ()), frozenset(days_on or ()))


def make_streak_from_row(row: Record) -> Streak:
    """Make a streak from a row with `STREAK_COLUMNS_SQL`."""
    return Streak(*(row[name] for name in STREAK_COLUMN_NAMES))


def calculate_streak_today(row: Record, today: date) -> int:
    """Return the length in days that a streak has today.

    The row has `STREAK_COLUMNS_SQL`, `work_days` and the columns of `ROTA_EXCEPTIONS_SQL`.
    """
    return calculate_streak_on(
        make_streak_from_row(row),
        today,
        make_rota(row["work_days"], row["days_off"], row["days_on"]),
    ).days


async def load_practised_days(conn: Connection, person: int) -> set[date]:
    """Load all days on which a person practised."""
    return {row["day"] for row in await conn.fetch(SELECT_PRACTISED_DAYS, person)}
