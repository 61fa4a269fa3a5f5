"""Teams as leaders and admins see them, and the one behind a join code."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from learning.queries.rota import COLUMNS, DIFFERENT, streak_today
from learning.queries.who import Who
from learning.rules.days import local_day, week_of
from learning.rules.names import tidy_code
from learning.tables.database import connection

INVITATION = """
SELECT t.id, t.name, root.name AS organisation FROM team t JOIN team root ON root.id = t.path[1]
WHERE t.join_code = $1
"""
TEAMS = """
SELECT id, parent, name, zone, join_code, (SELECT count(*) FROM person WHERE team = team.id AND erased_at IS NULL) AS members,
  hidden, work_days
FROM team WHERE $1 OR path @> ARRAY[$2::bigint] ORDER BY path
"""
MEMBERS = f"""
SELECT p.team, p.login, p.name, p.role, p.created_at, COALESCE(p.work_days, t.work_days) AS work_days,
       {COLUMNS}, g.week, g.week_points, apart.*
FROM person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id,
  LATERAL (SELECT {DIFFERENT} WHERE person = p.id AND day >= g.last_day) AS apart
WHERE p.erased_at IS NULL AND ($1 OR t.path @> ARRAY[$2::bigint]) ORDER BY lower(p.name), p.id
"""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What somebody sees who holds a team's join code."""

    id: int
    team: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Member:
    """One of a team. `last_day` is the last local day with practice; streak and week are as of today."""

    login: str
    name: str
    role: str
    joined_at: datetime
    last_day: date | None
    streak: int
    week_points: int


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team of the tree."""

    id: int
    parent: int | None
    name: str
    zone: str
    join_code: str
    members: int
    hidden: bool
    work_days: list[int]


async def find_invitation(code: str) -> Invitation | None:
    """Find the team of a join code, however the code was typed."""
    stored = tidy_code(code)
    if stored is None:
        return None
    async with connection() as conn:
        row = await conn.fetchrow(INVITATION, stored)
    return Invitation(*row) if row else None


async def teams_within(leader: Who) -> list[TeamRow]:
    """List the teams that somebody leads: all for an admin, else the own team and those below. Parents come first."""
    async with connection() as conn:
        rows = await conn.fetch(TEAMS, leader.role == "admin", leader.team)
    return [TeamRow(*row) for row in rows]


async def all_teams() -> list[TeamRow]:
    """List every team, for a door that needs no session: the operator's. Parents come first."""
    async with connection() as conn:
        rows = await conn.fetch(TEAMS, True, 0)
    return [TeamRow(*row) for row in rows]


async def members_within(leader: Who, teams: list[TeamRow], now: datetime) -> dict[int, list[Member]]:
    """List the members of teams that somebody leads, by team, in the order of their names."""
    today = {team.id: local_day(now, team.zone) for team in teams}
    async with connection() as conn:
        rows = await conn.fetch(MEMBERS, leader.role == "admin", leader.team)
    members: defaultdict[int, list[Member]] = defaultdict(list)
    for row in rows:
        if row["team"] in today:
            members[row["team"]].append(_member(row, today[row["team"]]))
    return members


def _member(row: Any, today: date) -> Member:
    return Member(
        login=row["login"],
        name=row["name"],
        role=row["role"],
        joined_at=row["created_at"],
        last_day=row["last_day"],
        streak=streak_today(row, today),
        week_points=row["week_points"] if row["week"] == week_of(today) else 0,
    )
