"""Change a team: hide it from the boards of others or show it again, and the weekdays on which it works."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from asyncpg import Connection
from msgspec import UNSET, UnsetType

from learning.leaderboards import BoardPublisher
from learning.queries.people.current_user import CurrentUser
from learning.rules.people.text_input import validate_work_days
from learning.rules.refusals import NotFound
from learning.rules.rota.days import to_local_day
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.steps.practice.load_learner_state import lock_learner_states
from learning.steps.recognition.recompute_streak import recompute_streak
from learning.steps.rota.update_work_days import IsoWeekdays, keep_past_days_off
from learning.tables.database import transaction

LOCK_LED_TEAM = (
    "SELECT zone FROM team WHERE id = $1 AND ($2 OR path @> ARRAY[$3::bigint]) FOR NO KEY UPDATE"
)
UPDATE_TEAM_HIDDEN = "UPDATE team SET hidden = $2 WHERE id = $1"
UPDATE_TEAM_WORK_DAYS = "UPDATE team SET work_days = $2 WHERE id = $1"
SELECT_PEOPLE_BELOW_TEAM = (
    "SELECT p.id FROM person p JOIN team t ON t.id = p.team WHERE $1 = ANY(t.path)"
)
SELECT_PEOPLE_ON_TEAM_WEEK = (
    "SELECT id FROM person WHERE team = $1 AND work_days IS NULL AND erased_at IS NULL"
)


class TeamChanges(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about a team; what is not named stays. `work_days` are ISO weekdays, 1 for Monday."""

    hidden: bool | UnsetType = UNSET
    work_days: IsoWeekdays | UnsetType = UNSET


async def change_team(
    leader: CurrentUser, team: int, changes: TeamChanges, boards: BoardPublisher, now: datetime
) -> None:
    """Make the changes, all or none.

    Who is hidden, with the people of the teams below, is so at once: names are asked for when a board is read, and the
    boards are told of everybody. The new week is that of everybody in the team itself who has none of their own.

    Raises:
        Unknown: there is no such team, or it is not the leader's.
        Invalid: weekdays that cannot be.
    """
    people: list[int] = []
    async with transaction() as conn:
        zone = await conn.fetchval(LOCK_LED_TEAM, team, leader.role == "admin", leader.team)
        if zone is None:
            raise NotFound("There is no such team among those that you lead.")
        if changes.hidden is not UNSET:
            await conn.execute(UPDATE_TEAM_HIDDEN, team, changes.hidden)
            await write_audit_entry(
                now, leader.id, "hide_team" if changes.hidden else "show_team", str(team)
            )
            people = [row["id"] for row in await conn.fetch(SELECT_PEOPLE_BELOW_TEAM, team)]
        if changes.work_days is not UNSET:
            days = validate_work_days(changes.work_days)
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
