"""Set the weekdays on which a person works, or let them work on those of the team again.

A new week holds for days to come. Past days that it would turn into work days are first recorded
as days off, so that no streak breaks. A rota does the same.
"""

from collections.abc import Collection
from datetime import datetime

from learning.queries.people.current_user import CurrentUser
from learning.queries.people.leader_scope import find_subordinate
from learning.steps.rota.update_work_days import update_work_days
from learning.tables.database import transaction


async def set_work_days(
    login: str, days: Collection[int] | None, now: datetime, *, actor: CurrentUser
) -> None:
    """Set a person's ISO weekdays; None are the team's. `actor` is a leader of the person.

    Raises:
        NotFound: the actor leads nobody with this login.
        Forbidden: the person is the actor's equal or superior.
        Invalid: the weekdays cannot be used.
    """
    person = await find_subordinate(actor, login)
    async with transaction() as conn:
        await update_work_days(conn, person, days, now, actor=actor)
