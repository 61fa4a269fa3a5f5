"""The SQL of each measure: how far teams have come. Its forecast is in `habit_sql.py`.

The rules of each measure are in `learning/rules/challenges/measures.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from learning.queries.practice.recall_sql import write_remembered_sql
from learning.queries.rota.local_day_sql import write_local_day_sql
from learning.rules.challenges.measures import Measure

PARTICIPATING_TEAMS_CTE = """
WITH side AS (
  SELECT ct.id, ct.starts_at, ct.ends_at, c.trait, within.team
  FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id
  JOIN (SELECT id AS team, unnest(path) AS above FROM team) AS within ON within.above = ct.team
  WHERE c.id = ANY($1) AND c.measure = $2
), reach AS (SELECT min(starts_at) AS first, max(ends_at) AS last FROM side)
"""
JOIN_LEDGER_SQL = """
JOIN ledger_entry l ON l.team = side.team
  AND l.earned_at >= side.starts_at AND l.earned_at < side.ends_at
WHERE l.earned_at >= (SELECT first FROM reach) AND l.earned_at < (SELECT last FROM reach)
"""
PRACTICE_CAUSES_SQL = (
    "AND (l.cause LIKE 'concept:%' OR l.cause LIKE 'lesson:%' OR l.cause LIKE 'checkpoint:%')"
)
WORK_DAYS_SQL = """
AND COALESCE((SELECT works FROM rota_day WHERE person = l.person AND day = l.day),
             (SELECT extract(isodow FROM l.day) = ANY(COALESCE(p.work_days, t.work_days))
              FROM person p JOIN team t ON t.id = p.team WHERE p.id = l.person))
"""
COUNT_PRACTICE_DAYS = f"""{PARTICIPATING_TEAMS_CTE}
SELECT side.id, count(DISTINCT (l.person, l.day)) FROM side {JOIN_LEDGER_SQL} {PRACTICE_CAUSES_SQL}
"""
COUNT_CHECKPOINTS = f"""{PARTICIPATING_TEAMS_CTE}
SELECT side.id, count(*) FROM side {JOIN_LEDGER_SQL} AND l.cause LIKE 'checkpoint:%'
GROUP BY side.id
"""
COUNT_MOMENTS = f"""{PARTICIPATING_TEAMS_CTE}
SELECT side.id, count(*) FROM side
JOIN moment m ON m.team = side.team AND m.at >= side.starts_at AND m.at < side.ends_at
WHERE m.kind = 'seen' AND m.status = 'confirmed' AND (side.trait IS NULL OR m.trait = side.trait)
GROUP BY side.id
"""
SELECT_ROOTS = """
SELECT DISTINCT t.path[1] FROM challenge_team ct JOIN team t ON t.id = ct.team
WHERE ct.challenge = ANY($1)
"""
_REMEMBERED_TODAY_SQL = write_remembered_sql(
    "m", write_local_day_sql("$3", "t.zone"), "w.factor", "w.decay"
)
SELECT_REMEMBERED_VALUES = f"""
SELECT ct.id, sum({_REMEMBERED_TODAY_SQL})
FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id JOIN team t ON t.id = ct.team
JOIN unnest($4::bigint[], $5::float8[], $6::float8[]) AS w (root, factor, decay)
  ON w.root = t.path[1]
JOIN (SELECT id AS team, unnest(path) AS above FROM team) AS within ON within.above = ct.team
JOIN person p ON p.team = within.team JOIN memory m ON m.person = p.id
WHERE c.id = ANY($1) AND c.measure = $2 GROUP BY ct.id
"""
"""The expected number of concepts that all people together remember, like their levels: the sum of
their recalls where there is evidence. It is by the organisation's weights, on the team's local day.
"""


@dataclass(frozen=True, slots=True)
class MeasureSql:
    """The SQL of one measure."""

    select_values: str | None
    """Gives rows (`challenge_team` id, value). $1 are challenges, $2 is the measure. None for
    figures: `figure_values` combines them."""
    uses_recall: bool = False
    """`select_values` also takes $3, the instant, and by organisation $4, its root team, $5 and
    $6, the parameters of its forgetting curve."""


MEASURE_SQL: Mapping[Measure, MeasureSql] = {
    "breaks": MeasureSql(f"{COUNT_PRACTICE_DAYS} GROUP BY side.id"),
    "streak_days": MeasureSql(f"{COUNT_PRACTICE_DAYS} {WORK_DAYS_SQL} GROUP BY side.id"),
    "remembered": MeasureSql(SELECT_REMEMBERED_VALUES, uses_recall=True),
    "checkpoints": MeasureSql(COUNT_CHECKPOINTS),
    "moments": MeasureSql(COUNT_MOMENTS),
    "figure": MeasureSql(None),
}
