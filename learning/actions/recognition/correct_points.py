"""Correct a person's points by a new ledger entry with a reason. No entry is ever changed."""

from datetime import date, datetime, timedelta
from math import ceil
from uuid import UUID

from asyncpg import Connection

from learning.queries.people.current_user import CurrentUser
from learning.queries.people.leader_scope import find_subordinate
from learning.rules.people.text_input import normalise_name
from learning.rules.recognition.points import CORRECTION_CAUSE, PointsEntry, make_correction_cause
from learning.rules.refusals import Conflict, InputProblem, Invalid, TooManyRequests
from learning.rules.rota.days import find_day_start, to_local_day
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.recognition.post_ledger_entries import PostingResult, post_ledger_entries
from learning.tables.database import transaction

MAX_CORRECTION_POINTS = 1000
"""The largest number of points that one correction gives or takes."""
MAX_CORRECTED_POINTS_PER_DAY = 1000
"""The points that leaders give to one person and take from them in a day, added up."""
MAX_CORRECTION_REASON_CHARS = 200

SUM_CORRECTED_POINTS = """
SELECT COALESCE(sum(abs(points)), 0) FROM ledger_entry
WHERE person = $1 AND earned_at >= $2 AND starts_with(cause, $3)
"""


async def correct_points(
    leader: CurrentUser | None,
    login: str,
    key: UUID,
    points: int,
    reason: str,
    now: datetime,
    *,
    day: date | None = None,
) -> PostingResult:
    """Give points, or take them where `points` is negative, once for each `key`.

    They belong to the week, month and season of `day`, which is today without it. `leader` None
    stands for the operator. Afterwards the caller enqueues the update of the boards.

    Raises:
        NotFound: the leader leads nobody with that login.
        Forbidden: the points are the leader's own, or of an equal or superior.
        Invalid: no points or too many, no reason, or a day outside the membership.
        Conflict: the person would have less than 0 points.
        TooManyRequests: leaders have corrected too many points of this person today.
    """
    if not 0 < abs(points) <= MAX_CORRECTION_POINTS:
        raise Invalid(
            "points.invalid_correction",
            [
                InputProblem(
                    "points", "points.correction_out_of_range", {"limit": MAX_CORRECTION_POINTS}
                )
            ],
        )
    if not reason.strip():
        raise Invalid("points.no_reason", [InputProblem("reason", "points.reason_missing")])
    reason = normalise_name(reason, "reason", MAX_CORRECTION_REASON_CHARS)
    person = await find_subordinate(leader, login, own_code="points.own_correction")
    entry = PointsEntry(
        make_correction_cause(key), points, _check_correction_day(day, person, now), now, reason
    )
    async with transaction() as conn:
        result = await post_ledger_entries(conn, person.id, [entry], {}, now)
        if result.entries:
            _check_points_suffice(person, result, points)
            if leader is not None:
                await _check_daily_limit(conn, person, now)
            detail = {"points": points, "reason": reason, "day": entry.day.isoformat()}
            await write_audit_entry(
                now, leader.id if leader else None, "correct_points", person.login, detail
            )
    return result


def _check_correction_day(day: date | None, person: CurrentUser, now: datetime) -> date:
    today = to_local_day(now, person.zone)
    if day and not to_local_day(person.joined_at, person.zone) <= day <= today:
        raise Invalid(
            "points.invalid_day",
            [InputProblem("day", "points.day_out_of_range", {"name": person.name})],
        )
    return day or today


async def _check_daily_limit(conn: Connection, person: CurrentUser, now: datetime) -> None:
    """Check what was corrected today, this correction included. It follows from no given `day`."""
    today = to_local_day(now, person.zone)
    since = find_day_start(today, person.zone)
    corrected = await conn.fetchval(SUM_CORRECTED_POINTS, person.id, since, CORRECTION_CAUSE)
    if corrected > MAX_CORRECTED_POINTS_PER_DAY:
        tomorrow_at = find_day_start(today + timedelta(days=1), person.zone)
        raise TooManyRequests(
            "points.too_many_corrected_today",
            ceil((tomorrow_at - now).total_seconds()),
            name=person.name,
            limit=MAX_CORRECTED_POINTS_PER_DAY,
        )


def _check_points_suffice(person: CurrentUser, result: PostingResult, points: int) -> None:
    if result.totals.points < 0:
        points_before = result.totals.points - points
        raise Conflict("points.too_few", name=person.name, count=points_before, wanted=-points)
