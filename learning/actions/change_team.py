"""Change a team: hide it from the boards of others or show it again, and the weekdays on which it works."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from asyncpg import Connection
from msgspec import UNSET, UnsetType

from learning.actions.note_act import note_act
from learning.actions.refold_streak import refold_streak
from learning.actions.set_week import WorkDays, keep_past
from learning.actions.standing import lock_all
from learning.leaderboards import Boards
from learning.queries.who import Who
from learning.rules.days import local_day
from learning.rules.names import known_week
from learning.rules.problems import Unknown
from learning.tables.database import transaction

LED = "SELECT zone FROM team WHERE id = $1 AND ($2 OR path @> ARRAY[$3::bigint]) FOR NO KEY UPDATE"
HIDE = "UPDATE team SET hidden = $2 WHERE id = $1"
WORK = "UPDATE team SET work_days = $2 WHERE id = $1"
BELOW = "SELECT p.id FROM person p JOIN team t ON t.id = p.team WHERE $1 = ANY(t.path)"
OF_ITS_WEEK = "SELECT id FROM person WHERE team = $1 AND work_days IS NULL AND erased_at IS NULL"


class TeamChanges(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change about a team; what is not named stays. `work_days` are ISO weekdays, 1 for Monday."""

    hidden: bool | UnsetType = UNSET
    work_days: WorkDays | UnsetType = UNSET


async def change_team(leader: Who, team: int, changes: TeamChanges, boards: Boards, now: datetime) -> None:
    """Make the changes, all or none.

    Who is hidden, with the people of the teams below, is so at once: names are asked for when a board is read, and the
    boards are told of everybody. The new week is that of everybody in the team itself who has none of their own.

    Raises:
        Unknown: there is no such team, or it is not the leader's.
        Invalid: weekdays that cannot be.
    """
    people: list[int] = []
    async with transaction() as conn:
        zone = await conn.fetchval(LED, team, leader.role == "admin", leader.team)
        if zone is None:
            raise Unknown("There is no such team among those that you lead.")
        if changes.hidden is not UNSET:
            await conn.execute(HIDE, team, changes.hidden)
            await note_act(now, leader.id, "hide_team" if changes.hidden else "show_team", str(team))
            people = [row["id"] for row in await conn.fetch(BELOW, team)]
        if changes.work_days is not UNSET:
            days = known_week(changes.work_days)
            await _work_on(conn, team, days, zone, now)
            await note_act(now, leader.id, "set_team_week", str(team), {"work_days": days})
    if people:
        boards.tell(*people)
        await boards.settle()


async def _work_on(conn: Connection, team: int, days: Collection[int], zone: str, now: datetime) -> None:
    people = [row["id"] for row in await conn.fetch(OF_ITS_WEEK, team)]
    await lock_all(conn, people)
    await keep_past(conn, people, days, local_day(now, zone))
    await conn.execute(WORK, team, days)
    for person in people:
        await refold_streak(conn, person)
