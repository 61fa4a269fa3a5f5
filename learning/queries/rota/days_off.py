"""The days off that are noted of somebody, and the week that they differ from."""

from datetime import date, datetime

import msgspec

from learning.queries.people.current_user import CurrentUser
from learning.rules.rota.days import to_local_day
from learning.rules.rota.rota import make_rota_window
from learning.tables.database import connection

SELECT_DAYS_OFF = """
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


async def load_days_off(person: CurrentUser, now: datetime) -> DaysOffView:
    """Read somebody's days off around the team's local day."""
    today = to_local_day(now, person.zone)
    rota_window = make_rota_window(today)
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_DAYS_OFF, person.id, rota_window.first, rota_window.last)
    return DaysOffView(
        today, rota_window.first, rota_window.last, row["days"], row["own"], row["teams"]
    )
