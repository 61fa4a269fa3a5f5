"""Change a team: hide it from the boards of others, set its work days, review its moments."""

from collections.abc import Collection
from datetime import datetime

from asyncpg import Connection

from learning.leaderboards import BoardPublisher
from learning.queries.people.current_user import CurrentUser
from learning.rules.refusals import NotFound
from learning.rules.rota.days import to_local_day
from learning.rules.rota.work_week import validate_work_days
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.practice.load_learner_state import lock_learner_states
from learning.steps.recognition.recompute_streak import recompute_streak
from learning.steps.rota.update_work_days import keep_past_days_off
from learning.tables.database import transaction

LOCK_LED_TEAM = (
    "SELECT zone FROM team WHERE id = $1 AND ($2 OR path @> ARRAY[$3::bigint]) FOR NO KEY UPDATE"
)
UPDATE_TEAM_HIDDEN = "UPDATE team SET hidden = $2 WHERE id = $1"
UPDATE_MOMENTS_REVIEWED = "UPDATE team SET moments_reviewed = $2 WHERE id = $1"
UPDATE_TEAM_WORK_DAYS = "UPDATE team SET work_days = $2 WHERE id = $1"
SELECT_PEOPLE_BELOW_TEAM = (
    "SELECT p.id FROM person p JOIN team t ON t.id = p.team WHERE $1 = ANY(t.path)"
)
SELECT_PEOPLE_ON_TEAM_WEEK = (
    "SELECT id FROM person WHERE team = $1 AND work_days IS NULL AND erased_at IS NULL"
)


async def change_team(
    leader: CurrentUser,
    team: int,
    boards: BoardPublisher,
    now: datetime,
    *,
    hidden: bool | None = None,
    work_days: Collection[int] | None = None,
    moments_reviewed: bool | None = None,
) -> None:
    """Make all changes or none. What is None stays. `work_days` are ISO weekdays.

    Hiding acts at once, also on the teams below: a board that is read asks for the names of its
    people, and `boards` is updated for all of them. The work days hold for those people of the
    team itself who have none of their own.

    Raises:
        NotFound: the leader leads no such team.
        Invalid: the work days cannot be used.
    """
    people: list[int] = []
    async with transaction() as conn:
        zone = await conn.fetchval(LOCK_LED_TEAM, team, leader.role == "admin", leader.team)
        if zone is None:
            raise NotFound("team.not_led")
        if hidden is not None:
            await conn.execute(UPDATE_TEAM_HIDDEN, team, hidden)
            await write_audit_entry(
                now, leader.id, "hide_team" if hidden else "show_team", str(team)
            )
            people = [row["id"] for row in await conn.fetch(SELECT_PEOPLE_BELOW_TEAM, team)]
        if moments_reviewed is not None:
            await conn.execute(UPDATE_MOMENTS_REVIEWED, team, moments_reviewed)
            await write_audit_entry(
                now,
                leader.id,
                "review_moments" if moments_reviewed else "show_moments_at_once",
                str(team),
            )
        if work_days is not None:
            days = validate_work_days(work_days)
            await _set_team_work_days(conn, team, days, zone, now)
            await write_audit_entry(now, leader.id, "set_team_week", str(team), {"work_days": days})
    if people:
        boards.enqueue(*people)
        await boards.flush()


async def _set_team_work_days(
    conn: Connection, team: int, days: Collection[int], zone: str, now: datetime
) -> None:
    people = [row["id"] for row in await conn.fetch(SELECT_PEOPLE_ON_TEAM_WEEK, team)]
    await lock_learner_states(conn, people)
    await keep_past_days_off(conn, people, days, to_local_day(now, zone))
    await conn.execute(UPDATE_TEAM_WORK_DAYS, team, days)
    for person in people:
        await recompute_streak(conn, person)
