"""Put somebody's points right. Nothing in the ledger is changed: a correction is a line of its own, with its reason."""

from datetime import date, datetime
from uuid import UUID

from learning.actions.note_act import note_act
from learning.actions.pay import Paid, pay
from learning.queries.reach import find_led
from learning.queries.who import Who
from learning.rules.days import local_day
from learning.rules.names import tidy_name
from learning.rules.points import Entry, correction_cause
from learning.rules.problems import Conflict, Forbidden, Invalid, Problem
from learning.tables.database import transaction

MOST = 1000
"""Points of one correction, up or down."""
REASON_LENGTH = 200


async def correct_points(
    leader: Who | None, login: str, key: UUID, points: int, reason: str, now: datetime, *, day: date | None = None
) -> Paid:
    """Give or take points, once for each `key`; they belong to the week, month and season of `day`, today if none is named.

    `leader` None is the operator. After it the caller has the boards told.

    Raises:
        Unknown: nobody of that login is within the leader's reach.
        Forbidden: the leader's own points.
        Invalid: no points or too many, no reason, or a day that cannot be.
        Conflict: it would leave less than nothing.
    """
    if not 0 < abs(points) <= MOST:
        raise Invalid("That is no correction.", [Problem("points", f"Give or take 1 to {MOST} points.")])
    if not reason.strip():
        raise Invalid("A correction needs a reason.", [Problem("reason", "Say why: the person reads it.")])
    reason = tidy_name(reason, "reason", REASON_LENGTH)
    person = await find_led(leader, login)
    if leader and leader.id == person.id:
        raise Forbidden("Nobody corrects their own points. Ask the leader above you.")
    entry = Entry(correction_cause(key), points, _day(day, person, now), now, reason)
    async with transaction() as conn:
        paid = await pay(conn, person.id, [entry], {}, now)
        if paid.entries:
            _see_enough(person, paid, points)
            detail = {"points": points, "reason": reason, "day": entry.day.isoformat()}
            await note_act(now, leader.id if leader else None, "correct_points", person.login, detail)
    return paid


def _day(day: date | None, person: Who, now: datetime) -> date:
    today = local_day(now, person.zone)
    if day and not local_day(person.joined_at, person.zone) <= day <= today:
        raise Invalid("That day cannot be.", [Problem("day", f"Name a day since {person.name} joined, up to today.")])
    return day or today


def _see_enough(person: Who, paid: Paid, points: int) -> None:
    if paid.totals.points < 0:
        had = paid.totals.points - points
        raise Conflict(f"{person.name} has {had} points: {-points} cannot be taken.")
