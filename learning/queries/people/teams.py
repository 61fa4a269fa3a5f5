"""Teams as leaders and admins see them, and the team of a join code."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from learning.queries.people.authority_sql import write_may_act_sql
from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.week_points import write_week_points_sql
from learning.queries.rota.local_day_sql import write_local_day_sql
from learning.queries.rota.rota import (
    ROTA_EXCEPTIONS_SQL,
    STREAK_COLUMNS_SQL,
    calculate_streak_today,
)
from learning.rules.people.join_codes import JOIN_CODE_LIFETIME, normalise_join_code
from learning.rules.people.look_alikes import find_all_look_alikes
from learning.rules.people.roles import Role
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection


def write_join_code_end_sql(team: str) -> str:
    """Return the SQL of the end of a join code. One that was stored without an end has one too."""
    lifetime = f"interval '{JOIN_CODE_LIFETIME.days} days'"
    return f"COALESCE({team}.join_code_expires_at, {team}.created_at + {lifetime})"


SELECT_INVITATION = f"""
SELECT t.id, t.name, root.name AS organisation, {write_join_code_end_sql("t")}
FROM team t JOIN team root ON root.id = t.path[1]
WHERE t.join_code = $1
"""
SELECT_TEAM_ROWS = f"""
SELECT id, parent, name, zone, join_code,
  (SELECT count(*) FROM person WHERE team = team.id AND erased_at IS NULL) AS members,
  hidden, work_days, {write_join_code_end_sql("team")}, moments_reviewed
FROM team WHERE $1 OR path @> ARRAY[$2::bigint] ORDER BY path
"""
SELECT_TEAM_MEMBERS = f"""
SELECT p.team, p.login, p.name, p.role, p.created_at,
  p.moments_paused_at IS NOT NULL AS moments_paused, p.names_paused_at IS NOT NULL AS names_paused,
  COALESCE(p.work_days, t.work_days) AS work_days,
  {STREAK_COLUMNS_SQL}, g.late_day, cardinality(g.late_done) AS late_items, exceptions.*,
  {write_week_points_sql("p.id", "local.monday")} AS week_points,
  {write_may_act_sql("p", "t", actor="$4", admin="$1", led_team="$2")} AS below
FROM person p JOIN team t ON t.id = p.team JOIN progress g ON g.person = p.id,
  LATERAL (SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = p.id AND day >= g.last_day) AS exceptions,
  LATERAL (
    SELECT date_trunc('week', {write_local_day_sql("$3", "t.zone")})::date AS monday
  ) AS local
WHERE p.erased_at IS NULL AND ($1 OR t.path @> ARRAY[$2::bigint]) ORDER BY lower(p.name), p.id
"""


@dataclass(frozen=True, slots=True)
class TeamInvitation:
    """The team of a join code, as a person who wants to join sees it."""

    id: int
    team: str
    organisation: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of a team.

    `last_day` is the last local day with practice. `streak`, in days, and `week_points` are as of
    today. `looks_like` holds the logins of members of the same team whose names look the same.
    `late_items` answers and lessons of earlier days arrived on `late_day`, the last such day; both
    are cleared by the next practice on another day.
    `below` says that the leader may act on the member.
    """

    login: str
    name: str
    role: Role
    joined_at: datetime
    last_day: date | None
    streak: int
    week_points: int
    looks_like: list[str]
    late_day: date | None
    late_items: int
    below: bool
    moments_paused: bool
    names_paused: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team of the organisation's tree. `work_days` are ISO weekdays."""

    id: int
    parent: int | None
    name: str
    zone: str
    join_code: str
    members: int
    hidden: bool
    work_days: list[int]
    join_code_expires_at: datetime
    moments_reviewed: bool


async def find_invitation(code: str) -> TeamInvitation | None:
    """Find the team of a join code, in any spelling of `normalise_join_code`."""
    join_code = normalise_join_code(code)
    if join_code is None:
        return None
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_INVITATION, join_code)
    return TeamInvitation(*row) if row else None


async def list_led_teams(leader: CurrentUser) -> list[TeamRow]:
    """List the teams that a leader leads: the own team and those below; for an admin, all.

    Parents come before their children.
    """
    async with connection() as conn:
        rows = await conn.fetch(SELECT_TEAM_ROWS, leader.role == "admin", leader.team)
    return [TeamRow(*row) for row in rows]


async def list_all_teams() -> list[TeamRow]:
    """List every team, for the operator. Parents come before their children."""
    async with connection() as conn:
        rows = await conn.fetch(SELECT_TEAM_ROWS, True, 0)
    return [TeamRow(*row) for row in rows]


async def list_led_members(
    leader: CurrentUser, teams: list[TeamRow], now: datetime
) -> dict[int, list[TeamMember]]:
    """List the members of teams that a leader leads, by team, in the order of their names."""
    today = {team.id: to_local_day(now, team.zone) for team in teams}
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_TEAM_MEMBERS, leader.role == "admin", leader.team, now, leader.id
        )
    rows_by_team: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row["team"] in today:
            rows_by_team[row["team"]].append(row)
    return {
        team: _make_team_members(team_rows, today[team]) for team, team_rows in rows_by_team.items()
    }


def _make_team_members(rows: Sequence[Any], today: date) -> list[TeamMember]:
    alike = find_all_look_alikes({row["login"]: row["name"] for row in rows})
    return [_make_team_member(row, today, alike.get(row["login"], [])) for row in rows]


def _make_team_member(row: Any, today: date, looks_like: list[str]) -> TeamMember:
    return TeamMember(
        login=row["login"],
        name=row["name"],
        role=row["role"],
        joined_at=row["created_at"],
        last_day=row["last_day"],
        streak=calculate_streak_today(row, today),
        week_points=row["week_points"],
        looks_like=looks_like,
        late_day=row["late_day"] if row["late_items"] else None,
        late_items=row["late_items"],
        below=row["below"],
        moments_paused=row["moments_paused"],
        names_paused=row["names_paused"],
    )
