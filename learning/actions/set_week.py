"""Set the weekdays on which somebody works, or let them work on the team's again.

A new week holds for days to come. Of days gone by it can only say that they were off, as a rota can: those that it
would make working days are noted as days off before it holds, so that no streak breaks over it.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated

from asyncpg import Connection
from msgspec import Meta

from learning.actions.note_act import note_act
from learning.actions.refold_streak import refold_streak
from learning.actions.standing import lock
from learning.queries.reach import find_led
from learning.queries.who import Who
from learning.rules.days import local_day
from learning.rules.names import known_week
from learning.tables.database import transaction

WorkDays = Annotated[list[Annotated[int, Meta(ge=1, le=7)]], Meta(min_length=1, max_length=7)]
"""ISO weekdays, 1 for Monday."""

TEAMS = "SELECT work_days FROM team WHERE id = $1 FOR SHARE"
PUT = "UPDATE person SET work_days = $2 WHERE id = $1"
KEEP = """
INSERT INTO rota_day (person, day, works)
SELECT p.id, gone.day, false FROM person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id
CROSS JOIN LATERAL (
  SELECT until - ago AS day FROM GREATEST($3::date, g.last_day) AS until, generate_series(1, until - p.created_at::date + 1) AS ago
) AS gone
WHERE p.id = ANY($1) AND extract(isodow FROM gone.day) = ANY($2::smallint[])
  AND extract(isodow FROM gone.day) <> ALL(COALESCE(p.work_days, t.work_days))
ON CONFLICT (person, day) DO NOTHING
"""


async def set_week(login: str, days: Collection[int] | None, now: datetime, *, by: Who) -> None:
    """Set somebody's ISO weekdays for a leader; None is the team's week.

    Raises:
        Unknown: nobody of this login is within reach.
        Invalid: weekdays that cannot be.
    """
    person = await find_led(by, login)
    async with transaction() as conn:
        await put_week(conn, person, days, now, by=by)


async def put_week(conn: Connection, person: Who, days: Collection[int] | None, now: datetime, *, by: Who) -> None:
    """Set somebody's week, in a transaction of the caller's. The team's stands still meanwhile.

    Raises:
        Invalid: weekdays that cannot be.
    """
    own = None if days is None else known_week(days)
    teams: list[int] = await conn.fetchval(TEAMS, person.team)
    await lock(conn, person.id)
    await keep_past(conn, [person.id], own or teams, local_day(now, person.zone))
    await conn.execute(PUT, person.id, own)
    await refold_streak(conn, person.id)
    await note_act(now, by.id, "set_week", person.login, {"work_days": own})


async def keep_past(conn: Connection, people: Collection[int], week: Collection[int], today: date) -> None:
    """Note as days off what people had off until yesterday, and the new week says they work on.

    Who practised later than today, before the team moved to another zone, keeps what was off until then.
    """
    await conn.execute(KEEP, people, week, today)
