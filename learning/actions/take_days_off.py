"""Note days on which somebody does not work although the week says so."""

from collections.abc import Collection
from datetime import date, datetime

from asyncpg import Connection, Record

from learning.actions.note_act import note_act
from learning.actions.standing import load_practised, lock
from learning.queries.who import Who, who_is
from learning.rules.memory import Rota
from learning.rules.names import tidy_login
from learning.rules.problems import Invalid, Problem, Unknown
from learning.rules.streaks import of_days
from learning.tables.database import transaction

MOST = 366
"""Days at once: a year of leave."""

INSERT = """
INSERT INTO rota_day (person, day, works) SELECT $1, unnest($2::date[]), false
ON CONFLICT (person, day) DO UPDATE SET works = false WHERE rota_day.works RETURNING day
"""
ALL = "SELECT day FROM rota_day WHERE NOT works AND person = $1"
MEND = "UPDATE progress SET streak = $2, longest_streak = $3 WHERE person = $1"


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
        before = await lock(at, person.id)
        new = sorted(row["day"] for row in await at.fetch(INSERT, person.id, sorted(days)))
        if not new:
            return []
        if before["last_day"] and new[0] < before["last_day"]:
            await _mend_streak(at, person, before)
        await note_act(now, by, "take_days_off", person.login, {"days": [day.isoformat() for day in new]})
    return new


async def _mend_streak(at: Connection, person: Who, before: Record) -> None:
    """Replay the practised days: recording an answer looks back no further than the last of them."""
    off = frozenset(row["day"] for row in await at.fetch(ALL, person.id))
    streak, longest = of_days(await load_practised(at, person.id), Rota(person.work_days, off))
    await at.execute(MEND, person.id, max(streak, before["streak"]), max(longest, before["longest_streak"]))
