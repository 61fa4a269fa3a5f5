"""Change the weekdays on which a person or a team works."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated

from asyncpg import Connection
from msgspec import Meta

from learning.queries.people.current_user import CurrentUser
from learning.rules.people.text_input import validate_work_days
from learning.rules.rota.days import to_local_day
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.practice.load_learner_state import lock_learner_state
from learning.steps.recognition.recompute_streak import recompute_streak

IsoWeekdays = Annotated[list[Annotated[int, Meta(ge=1, le=7)]], Meta(min_length=1, max_length=7)]
"""ISO weekdays, 1 for Monday."""


LOCK_TEAM_WORK_DAYS = "SELECT work_days FROM team WHERE id = $1 FOR SHARE"


UPDATE_PERSON_WORK_DAYS = "UPDATE person SET work_days = $2 WHERE id = $1"


INSERT_PAST_DAYS_OFF = """
INSERT INTO rota_day (person, day, works)
SELECT p.id, gone.day, false FROM person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id
CROSS JOIN LATERAL (
  SELECT until - ago AS day FROM GREATEST($3::date, g.last_day) AS until, generate_series(1, until - p.created_at::date + 1) AS ago
) AS gone
WHERE p.id = ANY($1) AND extract(isodow FROM gone.day) = ANY($2::smallint[])
  AND extract(isodow FROM gone.day) <> ALL(COALESCE(p.work_days, t.work_days))
ON CONFLICT (person, day) DO NOTHING
"""


async def update_work_days(
    conn: Connection,
    person: CurrentUser,
    days: Collection[int] | None,
    now: datetime,
    *,
    actor: CurrentUser,
) -> None:
    """Set somebody's week, in a transaction of the caller's. The team's stands still meanwhile.

    Raises:
        Invalid: weekdays that cannot be.
    """
    own_days = None if days is None else validate_work_days(days)
    team_days: list[int] = await conn.fetchval(LOCK_TEAM_WORK_DAYS, person.team)
    await lock_learner_state(conn, person.id)
    await keep_past_days_off(
        conn, [person.id], own_days or team_days, to_local_day(now, person.zone)
    )
    await conn.execute(UPDATE_PERSON_WORK_DAYS, person.id, own_days)
    await recompute_streak(conn, person.id)
    await write_audit_entry(now, actor.id, "set_week", person.login, {"work_days": own_days})


async def keep_past_days_off(
    conn: Connection, people: Collection[int], work_days: Collection[int], today: date
) -> None:
    """Note as days off what people had off until yesterday, and the new week says they work on.

    Who practised later than today, before the team moved to another zone, keeps what was off until then.
    """
    await conn.execute(INSERT_PAST_DAYS_OFF, people, work_days, today)
