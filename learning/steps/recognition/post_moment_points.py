"""What a moment is worth to its receiver: points within the limits, evidence for badges, and both back when it goes."""

from datetime import datetime, timedelta

from asyncpg import Connection, Record

from learning.rules.recognition.moments import calculate_moment_points
from learning.rules.recognition.points import (
    PointsEntry,
    make_moment_cause,
    make_moment_removed_cause,
)
from learning.rules.rota.days import find_week_start, to_local_day
from learning.steps.practice.load_learner_state import lock_learner_state
from learning.steps.recognition.post_ledger_entries import PostingResult, post_ledger_entries

SELECT_MOMENT_WITH_RECEIVER = """
SELECT m.id, m.key, m.giver, m.receiver, m.kind, m.trait, m.status, m.settled_by, m.day, p.role, p.team, t.path, t.zone
FROM moment m JOIN person p ON p.id = m.receiver JOIN team t ON t.id = p.team WHERE m.key = $1
"""
"""A moment with its receiver as they are now."""
SELECT_GIVERS_PAID_THIS_WEEK = """
SELECT m.giver FROM moment m JOIN ledger_entry e ON e.person = m.receiver AND e.cause = 'moment:' || m.key
WHERE m.receiver = $1 AND m.paid AND e.day >= $2 AND e.day < $3
"""
SELECT_MOMENT_IS_RETURNED = """
SELECT EXISTS (
  SELECT FROM moment WHERE giver = $1 AND receiver = $2 AND day = $3 AND id < $4
  AND kind = 'seen' AND status IN ('waiting', 'confirmed', 'reported')
)
"""
UPDATE_MOMENT_PAID = "UPDATE moment SET paid = $2 WHERE id = $1"
SELECT_MOMENT_LEDGER_ENTRY = "SELECT points, day FROM ledger_entry WHERE person = $1 AND cause = $2"


async def post_moment_points(conn: Connection, moment: Record, now: datetime) -> PostingResult:
    """Pay a moment (a row of `SELECT_MOMENT_WITH_RECEIVER`) that was confirmed just now, to its receiver's day; the cause pays it once."""
    person, day = moment["receiver"], to_local_day(now, moment["zone"])
    await lock_learner_state(
        conn, person
    )  # so that moments of one person are counted and paid one after the other
    monday = find_week_start(day)
    paid_givers = [
        row["giver"]
        for row in await conn.fetch(
            SELECT_GIVERS_PAID_THIS_WEEK, person, monday, monday + timedelta(days=7)
        )
    ]
    is_returned = await conn.fetchval(
        SELECT_MOMENT_IS_RETURNED, person, moment["giver"], moment["day"], moment["id"]
    )
    points = calculate_moment_points(moment["giver"], paid_givers, is_returned)
    await conn.execute(UPDATE_MOMENT_PAID, moment["id"], points > 0)
    return await post_ledger_entries(
        conn,
        person,
        [PointsEntry(make_moment_cause(moment["key"]), points, day, now)],
        _make_moment_counters(moment, 1),
        now,
    )


async def reverse_moment_points(
    conn: Connection, moment: Record, now: datetime
) -> PostingResult | None:
    """Take back what a moment was worth, from the day to which it was paid; None when it never counted.

    No more than is there: after a correction it may be less, and nobody owes points.
    """
    ledger_row = await conn.fetchrow(
        SELECT_MOMENT_LEDGER_ENTRY, moment["receiver"], make_moment_cause(moment["key"])
    )
    if ledger_row is None:
        return None
    await conn.execute(UPDATE_MOMENT_PAID, moment["id"], False)
    points_to_take = min(
        ledger_row["points"], (await lock_learner_state(conn, moment["receiver"]))["points"]
    )
    entry = PointsEntry(
        make_moment_removed_cause(moment["key"]), -points_to_take, ledger_row["day"], now
    )
    return await post_ledger_entries(
        conn, moment["receiver"], [entry], _make_moment_counters(moment, -1), now
    )


def _make_moment_counters(moment: Record, number: int) -> dict[str, int]:
    return {"moments": number, f"moment.{moment['trait']}": number}
