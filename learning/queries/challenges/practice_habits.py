"""Read the input of a forecast: how people practised, and when they will be on duty."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from statistics import fmean

from asyncpg import Record

from learning.queries.challenges.measure_sql import MEASURE_SQL
from learning.rules.challenges.challenge_forecast import PracticeHabit
from learning.rules.challenges.measures import Measure
from learning.tables.database import connection

HABIT_HISTORY = timedelta(days=28)
"""How far back a habit is read."""
NO_UNITS_SQL = "0.0::float8"

SELECT_HABITS = """
SELECT within.above AS team, p.id, p.name, p.minutes, known.duty, known.worked, known.practised,
  {units} AS units
FROM (SELECT id AS team, work_days, unnest(path) AS above FROM team) AS within
JOIN person p ON p.team = within.team AND p.erased_at IS NULL AND p.role <> 'admin'
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE d.day >= $2 AND rota.duty) AS duty,
         count(*) FILTER (WHERE d.day < $4 AND rota.duty) AS worked,
         count(*) FILTER (WHERE d.day < $4 AND rota.duty AND EXISTS (
           SELECT FROM ledger_entry l WHERE l.person = p.id AND l.day = d.day
             AND l.earned_at > $5::date - interval '3 days')) AS practised
  FROM (SELECT day::date AS day
        FROM generate_series($5::date, $3::date, interval '1 day') AS day) AS d
  LEFT JOIN rota_day r ON r.person = p.id AND r.day = d.day
  CROSS JOIN LATERAL (
    SELECT COALESCE(r.works, extract(isodow FROM d.day)
                    = ANY(COALESCE(p.work_days, within.work_days))) AS duty
  ) AS rota
) AS known
WHERE within.above = ANY($1) ORDER BY team, p.id
"""
"""$1 teams, $2 and $3 first and last day of the challenge, $4 today, $5 first day of the history.
"""


@dataclass(frozen=True, slots=True)
class TeamHabits:
    """The people of a team that would take part, and the names of those without a day on duty."""

    habits: list[PracticeHabit]
    mean_break_minutes: float
    names_off_duty: list[str]


async def load_team_habits(
    teams: Collection[int], measure: Measure, first: date, last: date, today: date
) -> dict[int, TeamHabits]:
    """Read the habits of teams, each with the teams below it.

    `first` and `last` are the days of the challenge. A team without people is left out.
    """
    statement = SELECT_HABITS.format(units=MEASURE_SQL[measure].units_per_day or NO_UNITS_SQL)
    async with connection() as conn:
        rows = await conn.fetch(statement, sorted(teams), first, last, today, today - HABIT_HISTORY)
    return {
        team: _make_team_habits(list(people))
        for team, people in groupby(rows, key=lambda row: row["team"])
    }


def _make_team_habits(rows: Sequence[Record]) -> TeamHabits:
    return TeamHabits(
        [
            PracticeHabit(row["id"], row["duty"], row["practised"], row["worked"], row["units"])
            for row in rows
            if row["duty"]
        ],
        fmean(row["minutes"] for row in rows),
        [row["name"] for row in rows if not row["duty"]],
    )
