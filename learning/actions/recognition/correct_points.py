"""Correct a person's points by a new ledger entry with a reason. No entry is ever changed."""

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
"""The largest number of points that one correction gives or takes."""
MAX_CORRECTION_REASON_CHARS = 200


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
        Forbidden: the leader's own points.
        Invalid: no points or too many, no reason, or a day outside the membership.
        Conflict: the person would have less than 0 points.
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
    person = await find_led_person(leader, login)
    if leader and leader.id == person.id:
        raise Forbidden("points.own_correction")
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
            "points.invalid_day",
            [InputProblem("day", "points.day_out_of_range", {"name": person.name})],
        )
    return day or today


def _check_points_suffice(person: CurrentUser, result: PostingResult, points: int) -> None:
    if result.totals.points < 0:
        points_before = result.totals.points - points
        raise Conflict("points.too_few", name=person.name, count=points_before, wanted=-points)
