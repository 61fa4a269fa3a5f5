"""The recorded days off of a person, and the week that they differ from."""

from dataclasses import dataclass
from datetime import date, datetime

from learning.queries.people.current_user import CurrentUser
from learning.rules.rota.days import to_local_day
from learning.rules.rota.rota import make_rota_window
from learning.tables.database import connection

SELECT_DAYS_OFF = """
SELECT p.work_days AS own, t.work_days AS teams, ARRAY(
  SELECT day FROM rota_day WHERE person = p.id AND NOT works AND day BETWEEN $2 AND $3 ORDER BY day
) AS days
FROM person p JOIN team t ON t.id = p.team WHERE p.id = $1
"""


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The recorded `days` off from `first` to `last`, the span in which days can be recorded.

    `work_days` are ISO weekdays; None for a person who works on those of the team.
    """

    today: date
    first: date
    last: date
    days: list[date]
    work_days: list[int] | None
    team_work_days: list[int]


async def load_days_off(person: CurrentUser, now: datetime) -> DaysOff:
    """Load a person's days off around the team's local day."""
    today = to_local_day(now, person.zone)
    rota_window = make_rota_window(today)
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_DAYS_OFF, person.id, rota_window.first, rota_window.last)
    return DaysOff(
        today, rota_window.first, rota_window.last, row["days"], row["own"], row["teams"]
    )
