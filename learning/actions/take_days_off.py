"""Note days on which somebody does not work although the week says so."""

from collections.abc import Collection
from datetime import date, datetime

from learning.actions.note_act import note_act
from learning.actions.refold_streak import refold_streak
from learning.actions.standing import lock
from learning.queries.who import who_is
from learning.rules.names import tidy_login
from learning.rules.problems import Invalid, Problem, Unknown
from learning.tables.database import transaction

MOST = 366
"""Days at once: a year of leave."""

INSERT = """
INSERT INTO rota_day (person, day, works) SELECT $1, unnest($2::date[]), false
ON CONFLICT (person, day) DO UPDATE SET works = false WHERE rota_day.works RETURNING day
"""


async def take_days_off(login: str, days: Collection[date], now: datetime, *, by: int | None = None) -> list[date]:
    """Give somebody local days off and return those that are new, in order; days known already change nothing.

    A streak that a forgotten day off broke is whole again. A break that was prepared for such a day stays and asks
    for nothing. `by` is the person who does it; None is the operator.

    Raises:
        Unknown: nobody has this login.
        Invalid: no days, or more than a year of them.
    """
    if not 0 < len(days) <= MOST:
        raise Invalid(f"Those are {len(days)} days.", [Problem("days", f"Give 1 to {MOST} days at once.")])
    person = await who_is(tidy_login(login))
    if person is None:
        raise Unknown(f"There is nobody with the login {login[:60]}.")
    async with transaction() as at:
        await lock(at, person.id)
        new = sorted(row["day"] for row in await at.fetch(INSERT, person.id, sorted(days)))
        if not new:
            return []
        await refold_streak(at, person.id, person.work_days)
        await note_act(now, by, "take_days_off", person.login, {"days": [day.isoformat() for day in new]})
    return new
