"""The points of a week that is not the newest one of a person, from the ledger."""

from datetime import date

from asyncpg import Connection

LEDGER_WEEK_POINTS_SQL = """
(SELECT COALESCE(sum(points), 0)::int FROM ledger_entry
 WHERE person = $1 AND day >= $3::date AND day < $3::date + 7)
"""
"""$1 is the person, $3 the Monday."""
SELECT_LEDGER_WEEK_POINTS = f"SELECT {LEDGER_WEEK_POINTS_SQL.replace('$3', '$2')}"


async def load_ledger_week_points(conn: Connection, person: int, monday: date) -> int:
    """Sum up a person's points of the week from a Monday on."""
    points: int = await conn.fetchval(SELECT_LEDGER_WEEK_POINTS, person, monday)
    return points
