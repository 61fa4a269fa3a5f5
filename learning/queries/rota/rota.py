"""A person's rota and streak as they are stored: the week, the days that differ from it, and the row of practised days."""

from collections.abc import Collection
from datetime import date

from asyncpg import Connection, Record

from learning.rules.recognition.streaks import Streak, calculate_streak_on
from learning.rules.rota.days import Rota

ROTA_EXCEPTIONS_SQL = """array_agg(day) FILTER (WHERE NOT works) AS days_off, array_agg(day) FILTER (WHERE works) AS days_on
FROM rota_day"""
"""What is read of them, in one pass; a list without days comes as NULL."""

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
"""A streak, in its own order, of the progress `g`."""
SELECT_PRACTISED_DAYS = (
    "SELECT day FROM attempt WHERE person = $1 UNION SELECT day FROM lesson_read WHERE person = $1"
)

SELECT_ROTA = f"""
SELECT COALESCE(p.work_days, t.work_days) AS work_days, apart.days_off, apart.days_on FROM person p JOIN team t ON t.id = p.team
CROSS JOIN LATERAL (SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = p.id) AS apart WHERE p.id = $1
"""


async def load_rota(conn: Connection, person: int) -> Rota:
    """Read a person's whole rota, with the week as it is now: who asks may have been found under another."""
    row = await conn.fetchrow(SELECT_ROTA, person)
    return make_rota(tuple(row["work_days"]), row["days_off"], row["days_on"])


def make_rota(
    work_days: Collection[int], days_off: Collection[date] | None, days_on: Collection[date] | None
) -> Rota:
    """Make the value of a row."""
    return Rota(work_days, frozenset(days_off or ()), frozenset(days_on or ()))


def make_streak_from_row(row: Record) -> Streak:
    """Make the value of a row with those columns."""
    return Streak(*(row[name] for name in STREAK_COLUMN_NAMES))


def calculate_streak_today(row: Record, today: date) -> int:
    """Return the days of a streak that still stand, of a row with those columns, the week and what differs from it."""
    return calculate_streak_on(
        make_streak_from_row(row),
        today,
        make_rota(row["work_days"], row["days_off"], row["days_on"]),
    ).days


async def load_practised_days(conn: Connection, person: int) -> set[date]:
    """Read all days on which a person practised."""
    return {row["day"] for row in await conn.fetch(SELECT_PRACTISED_DAYS, person)}
