"""The days off that are noted of somebody, and the week that they differ from."""

from datetime import date, datetime

import msgspec

from learning.queries.who import Who
from learning.rules.days import local_day
from learning.rules.rota import window
from learning.tables.database import connection

READ = """
SELECT p.work_days AS own, t.work_days AS teams, ARRAY(
  SELECT day FROM rota_day WHERE person = p.id AND NOT works AND day BETWEEN $2 AND $3 ORDER BY day
) AS days FROM person p JOIN team t ON t.id = p.team WHERE p.id = $1
"""


class DaysOffView(msgspec.Struct, frozen=True):
    """The noted `days` off from `first` to `last`; others cannot be noted. Those before `today` stay.

    `work_days` are ISO weekdays, 1 for Monday, and null for somebody who works on the team's.
    """

    today: date
    first: date
    last: date
    days: list[date]
    work_days: list[int] | None
    team_work_days: list[int]


async def days_off_of(person: Who, now: datetime) -> DaysOffView:
    """Read somebody's days off around the team's local day."""
    today = local_day(now, person.zone)
    near = window(today)
    async with connection() as conn:
        row = await conn.fetchrow(READ, person.id, near.first, near.last)
    return DaysOffView(today, near.first, near.last, row["days"], row["own"], row["teams"])
