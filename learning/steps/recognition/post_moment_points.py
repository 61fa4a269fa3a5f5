"""Post the points and counters of a moment to its receiver, and take them back."""

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
SELECT m.id, m.key, m.giver, m.receiver, m.kind, m.trait, m.status, m.settled_by, m.day,
  p.role, p.team, t.path, t.zone, g.role AS giver_role, g.team AS giver_team,
  gt.path AS giver_path
FROM moment m JOIN person p ON p.id = m.receiver JOIN team t ON t.id = p.team
JOIN person g ON g.id = m.giver JOIN team gt ON gt.id = g.team WHERE m.key = $1
"""
"""A moment with the current roles and teams of its receiver and its giver."""
SELECT_GIVERS_PAID_THIS_WEEK = """
SELECT m.giver
FROM moment m JOIN ledger_entry e ON e.person = m.receiver AND e.cause = 'moment:' || m.key
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
    """Post the points of a moment that has just been confirmed, on the receiver's local day.

    `moment` is a row of `SELECT_MOMENT_WITH_RECEIVER`. The cause is unique, so it is paid once.
    Joins the caller's transaction.
    """
    person, day = moment["receiver"], to_local_day(now, moment["zone"])
    # The lock makes concurrent moments of one person count one after the other.
    await lock_learner_state(conn, person)
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
    """Take back the points and counters of a moment, on the day on which they were posted.

    Returns None when the moment never counted. It takes no more points than the person has: after
    a correction there may be fewer, and nobody owes points. Joins the caller's transaction.
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
