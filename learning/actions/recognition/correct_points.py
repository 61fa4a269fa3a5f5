"""Put somebody's points right. Nothing in the ledger is changed: a correction is a line of its own, with its reason."""

from datetime import date, datetime
from uuid import UUID

from learning.queries.people.current_user import CurrentUser
from learning.queries.people.leader_scope import find_led_person
from learning.rules.people.text_input import normalise_name
from learning.rules.recognition.points import PointsEntry, make_correction_cause
from learning.rules.refusals import Conflict, Forbidden, InputProblem, Invalid
from learning.rules.rota.days import to_local_day
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.recognition.post_ledger_entries import PostingResult, post_ledger_entries
from learning.tables.database import transaction

MAX_CORRECTION_POINTS = 1000
"""Points of one correction, up or down."""
MAX_CORRECTION_REASON_LENGTH = 200


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
    """Give or take points, once for each `key`; they belong to the week, month and season of `day`, today if none is named.

    `leader` None is the operator. After it the caller has the boards told.

    Raises:
        Unknown: nobody of that login is within the leader's reach.
        Forbidden: the leader's own points.
        Invalid: no points or too many, no reason, or a day that cannot be.
        Conflict: it would leave less than nothing.
    """
    if not 0 < abs(points) <= MAX_CORRECTION_POINTS:
        raise Invalid(
            "That is no correction.",
            [InputProblem("points", f"Give or take 1 to {MAX_CORRECTION_POINTS} points.")],
        )
    if not reason.strip():
        raise Invalid(
            "A correction needs a reason.",
            [InputProblem("reason", "Say why: the person reads it.")],
        )
    reason = normalise_name(reason, "reason", MAX_CORRECTION_REASON_LENGTH)
    person = await find_led_person(leader, login)
    if leader and leader.id == person.id:
        raise Forbidden("Nobody corrects their own points. Ask the leader above you.")
    entry = PointsEntry(
        make_correction_cause(key), points, _check_correction_day(day, person, now), now, reason
    )
    async with transaction() as conn:
        result = await post_ledger_entries(conn, person.id, [entry], {}, now)
        if result.entries:
            _check_points_suffice(person, result, points)
            detail = {"points": points, "reason": reason, "day": entry.day.isoformat()}
            await write_audit_entry(
                now, leader.id if leader else None, "correct_points", person.login, detail
            )
    return result


def _check_correction_day(day: date | None, person: CurrentUser, now: datetime) -> date:
    today = to_local_day(now, person.zone)
    if day and not to_local_day(person.joined_at, person.zone) <= day <= today:
        raise Invalid(
            "That day cannot be.",
            [InputProblem("day", f"Name a day since {person.name} joined, up to today.")],
        )
    return day or today


def _check_points_suffice(person: CurrentUser, result: PostingResult, points: int) -> None:
    if result.totals.points < 0:
        points_before = result.totals.points - points
        raise Conflict(f"{person.name} has {points_before} points: {-points} cannot be taken.")
