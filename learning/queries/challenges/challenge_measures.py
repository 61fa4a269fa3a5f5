"""Count how far teams have come in their challenges, with few statements for many challenges.

All counts use rows with the time at which something happened. The same count can be repeated at any
time with the same result. The exception is the measure "remembered": recall falls with time, so the
highest count that was seen is kept.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from asyncpg import Connection, Record

from learning.queries.challenges.figure_values import measure_figures
from learning.queries.challenges.measure_sql import MEASURE_SQL, SELECT_ROOTS
from learning.queries.practice.weights import load_newest_adoption_id, load_weights_history
from learning.rules.challenges.challenge_scores import (
    ParticipatingTeam,
    Scoring,
    calculate_challenge_value,
    is_challenge_measured,
)
from learning.rules.challenges.figure_units import WeightedValue
from learning.rules.challenges.measures import Measure
from learning.rules.challenges.stage_progress import ChallengeProgress

SELECT_DUTY_DAYS = """
WITH side AS MATERIALIZED (
  SELECT ct.id, ct.challenge, c.first_day, c.last_day, within.team
  FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id
  JOIN (SELECT id AS team, unnest(path) AS above FROM team) AS within ON within.above = ct.team
  WHERE c.id = ANY($1)
), member AS MATERIALIZED (
  SELECT p.id, p.team, COALESCE(p.work_days, t.work_days, '{}') AS work_days
  FROM person p JOIN team t ON t.id = p.team
  WHERE p.team IN (SELECT team FROM side) AND p.erased_at IS NULL AND p.role <> 'admin'
), usual AS (
  SELECT team, weekday, count(*) AS people
  FROM member JOIN generate_series(1, 7) AS weekday ON weekday = ANY(work_days)
  GROUP BY team, weekday
), length AS (
  SELECT c.id AS challenge, extract(isodow FROM d.day)::int AS weekday, count(*) AS days
  FROM challenge c CROSS JOIN LATERAL
    generate_series(c.first_day, c.last_day, interval '1 day') AS d (day)
  WHERE c.id = ANY($1) GROUP BY 1, 2
), different AS (
  SELECT m.team, r.day,
    sum(r.works::int - (extract(isodow FROM r.day) = ANY(m.work_days))::int) AS people
  FROM member m JOIN rota_day r ON r.person = m.id
  WHERE r.day BETWEEN (SELECT min(first_day) FROM side) AND (SELECT max(last_day) FROM side)
  GROUP BY m.team, r.day
)
SELECT id, sum(days)::bigint FROM (
  SELECT side.id, usual.people * length.days AS days
  FROM side JOIN length USING (challenge) JOIN usual USING (team, weekday)
  UNION ALL
  SELECT side.id, different.people
  FROM side JOIN different
    ON different.team = side.team AND different.day BETWEEN side.first_day AND side.last_day
) AS duty GROUP BY id HAVING sum(days) > 0
"""
"""Days on duty: the work weeks of each team's people, counted by weekday, and what their rotas add
or take away on a day. No person and day is looked at for every challenge."""


async def measure_challenge_teams(
    conn: Connection, challenges: Sequence[int], measure: Measure, now: datetime
) -> dict[int, WeightedValue]:
    """Return values by `challenge_team` id. Challenges of other measures are ignored.

    A team without any value is left out, except with figures: they can be deleted, so a team
    without any has a value without weight.
    """
    sql = MEASURE_SQL[measure]
    if sql.select_values is None:
        return await measure_figures(conn, challenges)
    recall_parameters = (now, *await _load_curves(conn, challenges, now)) if sql.uses_recall else ()
    rows = await conn.fetch(sql.select_values, challenges, measure, *recall_parameters)
    return {row[0]: WeightedValue(float(row[1] or 0), 1.0) for row in rows}


async def _load_curves(
    conn: Connection, challenges: Sequence[int], now: datetime
) -> tuple[list[int], list[float], list[float]]:
    """Return the organisations of challenges, with both parameters of their forgetting curves."""
    newest_adoption = await load_newest_adoption_id()
    roots = [row[0] for row in await conn.fetch(SELECT_ROOTS, challenges)]
    curves = [
        (await load_weights_history(root, newest_adoption)).weights_at(now).curve_parameters
        for root in roots
    ]
    return roots, [factor for factor, _ in curves], [decay for _, decay in curves]


async def count_duty_days(conn: Connection, challenges: Sequence[int]) -> Mapping[int, int]:
    """Return days on duty, summed over people, by `challenge_team` id, from the rotas of now."""
    return dict(await conn.fetch(SELECT_DUTY_DAYS, challenges))


def calculate_row_value(row: Record, teams: Sequence[ParticipatingTeam]) -> float:
    """Return the value of a challenge that is compared with its target."""
    return calculate_challenge_value(row["form"], teams, read_scoring(row))


def make_row_progress(
    row: Record,
    teams: Sequence[ParticipatingTeam],
    windows: Sequence[float],
    *,
    is_over: bool = False,
) -> ChallengeProgress:
    """Return how far a challenge has come, as its stages see it."""
    return ChallengeProgress(
        calculate_row_value(row, teams),
        row["target"],
        is_measured=is_challenge_measured(teams),
        is_over=is_over,
        windows=windows,
    )


def read_scoring(row: Record) -> Scoring:
    """Return how the values of a challenge are combined, from a row of the table `challenge`."""
    return Scoring(row["unit_type"], row["lower_is_better"], row["per_person"])
