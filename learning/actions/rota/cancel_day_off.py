"""Cancel a recorded day off: the day is like any other of the week again."""

from datetime import date, datetime

from learning.queries.people.current_user import CurrentUser
from learning.queries.people.leader_scope import find_subordinate
from learning.rules.refusals import Conflict
from learning.rules.rota.days import to_local_day
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.practice.load_learner_state import lock_learner_state
from learning.steps.recognition.recompute_streak import recompute_streak
from learning.tables.database import transaction

DELETE_DAY_OFF = "DELETE FROM rota_day WHERE person = $1 AND day = $2 AND NOT works RETURNING day"


async def cancel_day_off(login: str, day: date, now: datetime, *, actor: CurrentUser) -> None:
    """Cancel a person's day off of today or later. A day that was not recorded changes nothing.

    A past day stays off, so that no streak breaks afterwards. `actor` is a leader, or the person
    themselves.

    Raises:
        NotFound: the actor leads nobody with this login.
        Forbidden: the person is the actor's equal or superior.
        Conflict: the day is over.
    """
    person = await find_subordinate(actor, login)
    if day < to_local_day(now, person.zone):
        raise Conflict("days_off.day_is_over")
    async with transaction() as conn:
        await lock_learner_state(conn, person.id)
        if await conn.fetchval(DELETE_DAY_OFF, person.id, day):
            await recompute_streak(conn, person.id)
            await write_audit_entry(
                now, actor.id, "cancel_day_off", person.login, {"day": day.isoformat()}
            )
