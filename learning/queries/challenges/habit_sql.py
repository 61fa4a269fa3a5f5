"""The SQL of a forecast: what is known of people, for each measure that can be forecast.

The rules are in `learning/rules/challenges/practice_forecast.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from learning.queries.challenges.measure_sql import PRACTICE_CAUSES_SQL
from learning.queries.rota.local_day_sql import write_local_day_sql
from learning.rules.challenges.measures import Measure

HABIT_HISTORY = timedelta(days=28)
"""How far back a habit is read."""
HALF_LIFE_DAYS = 21
"""A day so long ago counts half as much as yesterday, because habits change."""
RECALL_SHARE = 0.85
"""The usual part of the concepts of a person that can be recalled on a day."""

SELECT_HABITS = f"""
WITH member AS (
  SELECT within.above AS team, within.work_days, p.id, p.name, p.minutes, p.work_days AS own_days,
    GREATEST($5::date, {write_local_day_sql("p.created_at", "within.zone")}) AS known_from,
    {write_local_day_sql("p.created_at", "within.zone")} AS joined
  FROM (SELECT id AS team, zone, work_days, unnest(path) AS above FROM team) AS within
  JOIN person p ON p.team = within.team AND p.erased_at IS NULL AND p.role <> 'admin'
  WHERE within.above = ANY($1)
)
SELECT m.team, m.id, m.name, m.minutes, known.*, {{events}} AS events
FROM member m CROSS JOIN (SELECT $6::text AS trait) AS wanted
CROSS JOIN LATERAL (
  SELECT
    count(*) FILTER (WHERE d.day >= $2 AND rota.duty) AS duty_ahead,
    count(*) FILTER (WHERE d.day >= $2 AND NOT rota.duty) AS free_ahead,
    count(*) FILTER (WHERE past.known AND rota.duty) AS days_known,
    COALESCE(sum(past.weight) FILTER (WHERE past.known AND rota.duty), 0) AS duty_known,
    COALESCE(sum(past.weight) FILTER (WHERE past.known AND NOT rota.duty), 0) AS free_known,
    COALESCE(sum(past.weight) FILTER (
      WHERE past.known AND rota.duty AND done.day IS NOT NULL), 0) AS duty_practised,
    COALESCE(sum(past.weight) FILTER (
      WHERE past.known AND NOT rota.duty AND done.day IS NOT NULL), 0) AS free_practised
  FROM (SELECT day::date AS day
        FROM generate_series($5::date, $3::date, interval '1 day') AS day) AS d
  LEFT JOIN rota_day r ON r.person = m.id AND r.day = d.day
  LEFT JOIN (
    SELECT DISTINCT l.day FROM ledger_entry l
    WHERE l.person = m.id AND l.day >= $5 AND l.day < $4 {PRACTICE_CAUSES_SQL}
  ) AS done ON done.day = d.day
  CROSS JOIN LATERAL (
    SELECT COALESCE(r.works, extract(isodow FROM d.day)
                    = ANY(COALESCE(m.own_days, m.work_days))) AS duty
  ) AS rota
  CROSS JOIN LATERAL (
    SELECT d.day >= m.known_from AND d.day < $4 AS known,
      power(0.5, ($4::date - d.day)::float8 / {HALF_LIFE_DAYS}) AS weight
  ) AS past
) AS known
ORDER BY m.team, m.id
"""
"""$1 teams, $2 and $3 first and last day of the challenge, $4 today, $5 first day of the history,
$6 the trait that counts. Days before a person joined are not known."""

NO_EVENTS_SQL = "0.0::float8"
_EVENT_WEIGHT_SQL = f"sum(power(0.5, ($4::date - e.day)::float8 / {HALF_LIFE_DAYS}))"
CHECKPOINT_EVENTS_SQL = f"""
(SELECT COALESCE({_EVENT_WEIGHT_SQL}, 0) FROM ledger_entry e
 WHERE e.person = m.id AND e.day >= m.known_from AND e.day < $4 AND e.cause LIKE 'checkpoint:%')
"""
MOMENT_EVENTS_SQL = f"""
(SELECT COALESCE({_EVENT_WEIGHT_SQL}, 0) FROM moment e
 WHERE e.receiver = m.id AND e.day >= m.known_from AND e.day < $4 AND e.kind = 'seen'
   AND e.status = 'confirmed' AND (wanted.trait IS NULL OR e.trait = wanted.trait))
"""
CONCEPT_EVENTS_SQL = f"""
({RECALL_SHARE} * (SELECT count(*) FROM memory WHERE person = m.id)
 * COALESCE(known.duty_known / NULLIF(known.days_known, 0), 0)
 * LEAST(1, {HABIT_HISTORY.days}.0 / GREATEST(1, $4::date - m.joined)))
"""
"""The concepts that a person has learned in the history, if that was as fast as ever."""


@dataclass(frozen=True, slots=True)
class HabitSql:
    """How a measure is forecast.

    `events` is an expression for the weighted number of events of the person `m`; None where days
    with practice count, at most one a day. Then `counts_free_days` says whether days off duty count
    too. `usual` is assumed where nothing is known: the share of days on duty with practice, or the
    events of one person and day on duty.
    """

    usual: float
    events: str | None = None
    counts_free_days: bool = False
    whole: bool = True


HABIT_SQL: Mapping[Measure, HabitSql] = {
    "breaks": HabitSql(0.5, counts_free_days=True),
    "streak_days": HabitSql(0.5),
    "remembered": HabitSql(0.7, CONCEPT_EVENTS_SQL, whole=False),
    "checkpoints": HabitSql(0.05, CHECKPOINT_EVENTS_SQL),
    "moments": HabitSql(0.05, MOMENT_EVENTS_SQL),
}
"""The measures that are forecast from habits. Figures from outside are forecast from figures."""
