"""Change the weekdays on which a person or a team works."""

from collections.abc import Collection
from datetime import date, datetime

from asyncpg import Connection

from learning.queries.people.current_user import CurrentUser
from learning.rules.rota.days import to_local_day
from learning.rules.rota.work_week import validate_work_days
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.practice.load_learner_state import lock_learner_state
from learning.steps.recognition.recompute_streak import recompute_streak

LOCK_TEAM_WORK_DAYS = "SELECT work_days FROM team WHERE id = $1 FOR SHARE"
UPDATE_PERSON_WORK_DAYS = "UPDATE person SET work_days = $2 WHERE id = $1"
INSERT_PAST_DAYS_OFF = """
INSERT INTO rota_day (person, day, works)
SELECT p.id, past.day, false
FROM person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id
CROSS JOIN LATERAL (
  SELECT until - ago AS day
  FROM GREATEST($3::date, g.last_day) AS until,
    generate_series(1, until - p.created_at::date + 1) AS ago
) AS past
WHERE p.id = ANY($1) AND extract(isodow FROM past.day) = ANY($2::smallint[])
  AND extract(isodow FROM past.day) <> ALL(COALESCE(p.work_days, t.work_days))
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
    """Set a person's ISO weekdays in the transaction of the caller; None are the team's.

    The team's work days are locked until the end of the transaction.

    Raises:
        Invalid: the weekdays cannot be used.
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
    """Record as days off those past weekdays that were free and that the new week makes work days.

    The past ends before `today`, or before the last day with practice where that is later. It can
    be later when the team moved to another time zone.
    """
    await conn.execute(INSERT_PAST_DAYS_OFF, people, work_days, today)
