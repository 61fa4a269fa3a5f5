"""Note days on which somebody does not work although the week says so."""

from collections.abc import Collection
from datetime import date, datetime

from learning.queries.people.current_user import CurrentUser
from learning.queries.people.leader_scope import find_led_person
from learning.rules.refusals import InputProblem, Invalid
from learning.rules.rota.days import to_local_day
from learning.rules.rota.rota import make_rota_window
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.practice.load_learner_state import lock_learner_state
from learning.steps.recognition.recompute_streak import recompute_streak
from learning.tables.database import transaction

MAX_DAYS_OFF_PER_REQUEST = 366
"""Days at once: a year of leave."""

INSERT_DAYS_OFF = """
INSERT INTO rota_day (person, day, works) SELECT $1, unnest($2::date[]), false
ON CONFLICT (person, day) DO UPDATE SET works = false WHERE rota_day.works RETURNING day
"""


async def record_days_off(
    login: str, days: Collection[date], now: datetime, *, actor: CurrentUser | None = None
) -> list[date]:
    """Give somebody local days off and return those that are new, in order; days known already change nothing.

    A streak that a forgotten day off broke is whole again. A break that was prepared for such a day stays and asks
    for nothing. `by` is a leader, or the person themselves; None is the operator, who may note days of any time.

    Raises:
        Unknown: nobody of this login is within reach.
        Invalid: no days, more than a year of them, or some too far from today.
    """
    if not 0 < len(days) <= MAX_DAYS_OFF_PER_REQUEST:
        raise Invalid(
            f"Those are {len(days)} days.",
            [InputProblem("days", f"Give 1 to {MAX_DAYS_OFF_PER_REQUEST} days at once.")],
        )
    person = await find_led_person(actor, login)
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
        what = f"Days {allowed_window.description} can be noted."
        raise Invalid(
            f"{min(days_too_far).isoformat()} is too far from today.", [InputProblem("days", what)]
        )
