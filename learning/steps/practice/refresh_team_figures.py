"""Count the people and the minutes of single teams, as screens show them."""

from collections.abc import Mapping
from datetime import date

from asyncpg import Connection

from learning.rules.practice.capacity import Capacity
from learning.rules.practice.readiness import ACTIVE_WITHIN_DAYS, MIN_RISING_STREAK_DAYS

UPSERT_TEAM_FIGURES = f"""
WITH given AS (
  SELECT * FROM unnest($1::bigint[], $2::date[], $3::int[], $4::int[], $5::bool[])
    AS given (team, day, due_minutes, available_minutes, over)
), counted AS (
  SELECT given.team, count(g.person) AS people,
    count(*) FILTER (WHERE g.last_day > given.day - {ACTIVE_WITHIN_DAYS}) AS active,
    count(*) FILTER (
      WHERE g.last_day > given.day - {ACTIVE_WITHIN_DAYS}
      AND g.streak >= {MIN_RISING_STREAK_DAYS} AND g.streak = g.longest_streak
    ) AS on_longest_streak
  FROM given
  LEFT JOIN person p ON p.team = given.team AND p.erased_at IS NULL AND p.role <> 'admin'
  LEFT JOIN progress g ON g.person = p.id GROUP BY given.team
)
INSERT INTO team_figures
  (team, day, people, active, on_longest_streak, due_minutes, available_minutes, over)
SELECT given.team, given.day, counted.people, counted.active, counted.on_longest_streak,
  given.due_minutes, given.available_minutes, given.over
FROM given JOIN counted ON counted.team = given.team
ON CONFLICT (team) DO UPDATE SET day = EXCLUDED.day, people = EXCLUDED.people,
  active = EXCLUDED.active, on_longest_streak = EXCLUDED.on_longest_streak,
  due_minutes = EXCLUDED.due_minutes, available_minutes = EXCLUDED.available_minutes,
  over = EXCLUDED.over
"""


async def refresh_team_figures(
    conn: Connection, days: Mapping[int, date], capacities: Mapping[int, Capacity]
) -> None:
    """Write the figures of teams anew. `days` are their local days."""
    shown = [capacities.get(team) for team in days]
    await conn.execute(
        UPSERT_TEAM_FIGURES,
        list(days),
        list(days.values()),
        [one and one.due_minutes for one in shown],
        [one and one.available_minutes for one in shown],
        [one and one.over for one in shown],
    )
