"""Note days on which somebody does not work although the week says so."""

from collections.abc import Collection
from datetime import date, datetime

from learning.actions.note_act import note_act
from learning.actions.refold_streak import refold_streak
from learning.actions.standing import lock
from learning.queries.reach import find_led
from learning.queries.who import Who
from learning.rules.days import local_day
from learning.rules.problems import Invalid, Problem
from learning.rules.rota import window
from learning.tables.database import transaction

MOST = 366
"""Days at once: a year of leave."""

INSERT = """
INSERT INTO rota_day (person, day, works) SELECT $1, unnest($2::date[]), false
ON CONFLICT (person, day) DO UPDATE SET works = false WHERE rota_day.works RETURNING day
"""


async def take_days_off(login: str, days: Collection[date], now: datetime, *, by: Who | None = None) -> list[date]:
    """Give somebody local days off and return those that are new, in order; days known already change nothing.

    A streak that a forgotten day off broke is whole again. A break that was prepared for such a day stays and asks
    for nothing. `by` is a leader, or the person themselves; None is the operator, who may note days of any time.

    Raises:
        Unknown: nobody of this login is within reach.
        Invalid: no days, more than a year of them, or some too far from today.
    """
    if not 0 < len(days) <= MOST:
        raise Invalid(f"Those are {len(days)} days.", [Problem("days", f"Give 1 to {MOST} days at once.")])
    person = await find_led(by, login)
    if by is not None:
        _check_near(days, local_day(now, person.zone))
    async with transaction() as conn:
        await lock(conn, person.id)
        new = sorted(row["day"] for row in await conn.fetch(INSERT, person.id, sorted(set(days))))
        if not new:
            return []
        await refold_streak(conn, person.id)
        detail = {"days": [day.isoformat() for day in new]}
        await note_act(now, by.id if by else None, "take_days_off", person.login, detail)
    return new


def _check_near(days: Collection[date], today: date) -> None:
    near = window(today)
    if far := [day for day in days if day not in near]:
        what = f"Days {near.in_words} can be noted."
        raise Invalid(f"{min(far).isoformat()} is too far from today.", [Problem("days", what)])
