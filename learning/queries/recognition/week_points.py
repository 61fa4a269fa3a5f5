"""The points of a person in a week that may not be their newest one, in SQL.

The newest week can be a later one: after a move to a team where it is still Sunday.
"""

from datetime import date

from asyncpg import Connection


def write_week_points_sql(person: str, monday: str) -> str:
    """Return a SQL expression for the points in the week from a Monday on.

    `person` and `monday` are SQL expressions, and `g` is the row of `progress`. The ledger is only
    read where the newest week of the person is a later one.
    """
    return (
        f"CASE WHEN g.week = {monday} THEN g.week_points"
        f" WHEN g.week > {monday} THEN {write_ledger_points_sql(person, monday)} ELSE 0 END"
    )


def write_ledger_points_sql(person: str, monday: str) -> str:
    """Return a SQL expression for the sum of the ledger in the week from a Monday on."""
    return (
        "(SELECT COALESCE(sum(points), 0)::int FROM ledger_entry"
        f" WHERE person = {person} AND day >= {monday}::date AND day < {monday}::date + 7)"
    )


SELECT_LEDGER_WEEK_POINTS = f"SELECT {write_ledger_points_sql('$1', '$2')}"


async def load_ledger_week_points(conn: Connection, person: int, monday: date) -> int:
    """Sum up a person's points of the week from a Monday on."""
    points: int = await conn.fetchval(SELECT_LEDGER_WEEK_POINTS, person, monday)
    return points
