"""Set the weekdays on which somebody works, or let them work on the team's again.

A new week holds for days to come. Of days gone by it can only say that they were off, as a rota can: those that it
would make working days are noted as days off before it holds, so that no streak breaks over it.
"""

from collections.abc import Collection
from datetime import datetime

from learning.queries.people.current_user import CurrentUser
from learning.queries.people.leader_scope import find_led_person
from learning.steps.rota.update_work_days import update_work_days
from learning.tables.database import transaction


async def set_work_days(
    login: str, days: Collection[int] | None, now: datetime, *, actor: CurrentUser
) -> None:
    """Set somebody's ISO weekdays for a leader; None is the team's week.

    Raises:
        Unknown: nobody of this login is within reach.
        Invalid: weekdays that cannot be.
    """
    person = await find_led_person(actor, login)
    async with transaction() as conn:
        await update_work_days(conn, person, days, now, actor=actor)
