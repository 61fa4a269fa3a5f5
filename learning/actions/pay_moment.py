"""What a moment is worth to its receiver: points within the limits, evidence for badges, and both back when it goes."""

from datetime import datetime, timedelta

from asyncpg import Connection, Record

from learning.actions.pay import Paid, pay
from learning.actions.standing import lock
from learning.rules.days import local_day, week_of
from learning.rules.moments import worth
from learning.rules.points import Entry, moment_cause, moment_removed_cause

FIND = """
SELECT m.id, m.key, m.giver, m.receiver, m.kind, m.trait, m.status, m.settled_by, m.day, p.role, p.team, t.path, t.zone
FROM moment m JOIN person p ON p.id = m.receiver JOIN team t ON t.id = p.team WHERE m.key = $1
"""
"""A moment with its receiver as they are now."""
PAID = """
SELECT m.giver FROM moment m JOIN ledger_entry e ON e.person = m.receiver AND e.cause = 'moment:' || m.key
WHERE m.receiver = $1 AND m.paid AND e.day >= $2 AND e.day < $3
"""
RETURNED = """
SELECT EXISTS (
  SELECT FROM moment WHERE giver = $1 AND receiver = $2 AND day = $3 AND id < $4
  AND kind = 'seen' AND status IN ('waiting', 'confirmed', 'reported')
)
"""
MARK = "UPDATE moment SET paid = $2 WHERE id = $1"
LINE = "SELECT points, day FROM ledger_entry WHERE person = $1 AND cause = $2"


async def pay_moment(conn: Connection, moment: Record, now: datetime) -> Paid:
    """Pay a moment (a row of `FIND`) that was confirmed just now, to its receiver's day; the cause pays it once."""
    person, day = moment["receiver"], local_day(now, moment["zone"])
    await lock(conn, person)  # so that moments of one person are counted and paid one after the other
    monday = week_of(day)
    paid = [row["giver"] for row in await conn.fetch(PAID, person, monday, monday + timedelta(days=7))]
    returned = await conn.fetchval(RETURNED, person, moment["giver"], moment["day"], moment["id"])
    points = worth(moment["giver"], paid, returned)
    await conn.execute(MARK, moment["id"], points > 0)
    return await pay(conn, person, [Entry(moment_cause(moment["key"]), points, day, now)], _counted(moment, 1), now)


async def take_back(conn: Connection, moment: Record, now: datetime) -> Paid | None:
    """Take back what a moment was worth, from the day to which it was paid; None when it never counted.

    No more than is there: after a correction it may be less, and nobody owes points.
    """
    line = await conn.fetchrow(LINE, moment["receiver"], moment_cause(moment["key"]))
    if line is None:
        return None
    await conn.execute(MARK, moment["id"], False)
    left = min(line["points"], (await lock(conn, moment["receiver"]))["points"])
    entry = Entry(moment_removed_cause(moment["key"]), -left, line["day"], now)
    return await pay(conn, moment["receiver"], [entry], _counted(moment, -1), now)


def _counted(moment: Record, number: int) -> dict[str, int]:
    return {"moments": number, f"moment.{moment['trait']}": number}
