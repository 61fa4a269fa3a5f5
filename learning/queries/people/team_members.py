"""Members of the teams that a leader leads, a page at a time."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from asyncpg import Connection, Record

from learning.queries.people.authority_sql import write_may_act_sql
from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.week_points import write_week_points_sql
from learning.queries.rota.local_day_sql import write_local_day_sql
from learning.queries.rota.rota import (
    ROTA_EXCEPTIONS_SQL,
    STREAK_COLUMNS_SQL,
    calculate_streak_today,
)
from learning.rules.people.look_alikes import find_all_look_alikes
from learning.rules.people.name_keys import make_name_key
from learning.rules.people.roles import Role
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

MAX_MEMBERS_PER_PAGE = 20
LED_SQL = "($1 OR {team}.path @> ARRAY[$2::bigint])"
SELECT_PAGE_OF_PEOPLE = f"""
SELECT p.id FROM person p JOIN team t ON t.id = p.team
WHERE p.erased_at IS NULL AND {LED_SQL.format(team="t")} AND {{scope}} AND {{name}}
  AND ($5 = '' OR (lower(p.name), p.id) > (
    SELECT lower(last.name), last.id FROM person last JOIN team lt ON lt.id = last.team
    WHERE last.login = $5 AND {LED_SQL.format(team="lt")}
  ))
ORDER BY lower(p.name), p.id LIMIT $6
"""
EVERYBODY_SQL, ONE_TEAM_SQL = "$3::bigint = 0", "p.team = $3"
LED_PEOPLE_SQL = f"""
{EVERYBODY_SQL} AND p.team = ANY(ARRAY(SELECT id FROM team WHERE path @> ARRAY[$2::bigint]))
"""
"""The teams are looked up first: most leaders lead few of many people."""
ANY_NAME_SQL, SOME_NAMES_SQL = (
    "$4::text = ''",
    "strpos(COALESCE(p.name_key, lower(p.name)), $4) > 0",
)
"""A name whose key the worker has not written yet is found by its small letters."""
SELECT_MEMBERS = f"""
SELECT p.team, t.name AS team_name, t.zone, p.login, p.name, p.role, p.created_at,
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
WHERE p.id = ANY($5) ORDER BY lower(p.name), p.id
"""
SELECT_NAMES_OF_TEAMS = """
SELECT team, login, name FROM person WHERE team = ANY($1) AND erased_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of a team.

    `last_day` is the last local day with practice. `streak`, in days, and `week_points` are as of
    today. `looks_like` holds the names of members of the same team that look the same.
    `late_items` answers and lessons of earlier days arrived on `late_day`, the last such day; both
    are cleared by the next practice on another day.
    `below` says that the leader may act on the member.
    """

    login: str
    name: str
    team: str
    team_name: str
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


async def load_page_of_members(
    leader: CurrentUser, team: int, name_part: str, after: str, now: datetime
) -> tuple[list[TeamMember], str | None]:
    """Read a page of the people whom a leader leads, in the order of their names.

    They are those of `team`, or with 0 of all teams of the leader. `name_part` is a part of the
    name, in any spelling. The page begins behind the person with the login `after`, "" for the
    first page. The second value is the `after` of the next page; None for the last one.
    """
    key = make_name_key(name_part)
    statement = SELECT_PAGE_OF_PEOPLE.format(
        scope=_choose_scope(leader, team), name=SOME_NAMES_SQL if key else ANY_NAME_SQL
    )
    async with connection() as conn:
        people = await conn.fetch(
            statement,
            leader.role == "admin",
            leader.team,
            team,
            key,
            after,
            MAX_MEMBERS_PER_PAGE + 1,
        )
        rows = await conn.fetch(
            SELECT_MEMBERS,
            leader.role == "admin",
            leader.team,
            now,
            leader.id,
            [row["id"] for row in people[:MAX_MEMBERS_PER_PAGE]],
        )
        alike = await _find_look_alikes(conn, {row["team"] for row in rows})
    members = [_make_team_member(row, alike, now) for row in rows]
    return members, members[-1].login if len(people) > MAX_MEMBERS_PER_PAGE else None


def _choose_scope(leader: CurrentUser, team: int) -> str:
    if team:
        return ONE_TEAM_SQL
    return EVERYBODY_SQL if leader.role == "admin" else LED_PEOPLE_SQL


async def _find_look_alikes(
    conn: Connection, teams: Collection[int]
) -> Mapping[str, Sequence[str]]:
    """Find the names in some teams that one could mix up with others there, by login."""
    names: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for team, login, name in await conn.fetch(SELECT_NAMES_OF_TEAMS, list(teams)):
        names[team][login] = name
    return {
        login: [of_team[other] for other in others]
        for of_team in names.values()
        for login, others in find_all_look_alikes(of_team).items()
    }


def _make_team_member(row: Record, alike: Mapping[str, Sequence[str]], now: datetime) -> TeamMember:
    return TeamMember(
        login=row["login"],
        name=row["name"],
        team=str(row["team"]),
        team_name=row["team_name"],
        role=row["role"],
        joined_at=row["created_at"],
        last_day=row["last_day"],
        streak=calculate_streak_today(row, to_local_day(now, row["zone"])),
        week_points=row["week_points"],
        looks_like=list(alike.get(row["login"], [])),
        late_day=row["late_day"] if row["late_items"] else None,
        late_items=row["late_items"],
        below=row["below"],
        moments_paused=row["moments_paused"],
        names_paused=row["names_paused"],
    )
