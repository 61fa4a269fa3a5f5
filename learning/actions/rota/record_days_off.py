"""Record days on which a person does not work although the week says so."""

from collections.abc import Collection
from datetime import date, datetime

from learning.queries.people.current_user import CurrentUser
from learning.queries.people.leader_scope import find_subordinate
from learning.rules.refusals import InputProblem, Invalid
from learning.rules.rota.days import to_local_day
from learning.rules.rota.rota import make_rota_window
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.practice.load_learner_state import lock_learner_state
from learning.steps.recognition.recompute_streak import recompute_streak
from learning.tables.database import transaction

MAX_DAYS_OFF_PER_REQUEST = 366
"""A year of leave."""

INSERT_DAYS_OFF = """
INSERT INTO rota_day (person, day, works) SELECT $1, unnest($2::date[]), false
ON CONFLICT (person, day) DO UPDATE SET works = false WHERE rota_day.works RETURNING day
"""


async def record_days_off(
    login: str, days: Collection[date], now: datetime, *, actor: CurrentUser | None = None
) -> list[date]:
    """Record local days off and return the new ones in order. Known days change nothing.

    The streak is computed again: one that a forgotten day off had broken is whole again. A plan
    that was made for such a day stays. `actor` is a leader, or the person themselves; None is the
    operator, who may record days at any distance from today.

    Raises:
        NotFound: the actor leads nobody with this login.
        Forbidden: the person is the actor's equal or superior.
        Invalid: there are no days, more than `MAX_DAYS_OFF_PER_REQUEST`, or some too far from
            today.
    """
    if not 0 < len(days) <= MAX_DAYS_OFF_PER_REQUEST:
        problem = InputProblem("days", "days_off.give_days", {"max": MAX_DAYS_OFF_PER_REQUEST})
        raise Invalid("days_off.invalid_count", [problem], count=len(days))
    person = await find_subordinate(actor, login)
    if actor is not None:
        _check_days_near_today(days, to_local_day(now, person.zone))
    async with transaction() as conn:
        await lock_learner_state(conn, person.id)
        new = sorted(
            row["day"] for row in await conn.fetch(INSERT_DAYS_OFF, person.id, sorted(set(days)))
        )
        if not new:
            return []
        await recompute_streak(conn, person.id)
        detail = {"days": [day.isoformat() for day in new]}
        await write_audit_entry(
            now, actor.id if actor else None, "take_days_off", person.login, detail
        )
    return new


def _check_days_near_today(days: Collection[date], today: date) -> None:
    allowed_window = make_rota_window(today)
    if days_too_far := [day for day in days if day not in allowed_window]:
        values = {
            "first": allowed_window.first.isoformat(),
            "last": allowed_window.last.isoformat(),
        }
        problem = InputProblem("days", "days_off.allowed_days", values)
        raise Invalid("days_off.too_far", [problem], day=min(days_too_far).isoformat())
