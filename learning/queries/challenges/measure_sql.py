"""The SQL of each measure: how far teams have come. Its forecast is in `habit_sql.py`.

The rules of each measure are in `learning/rules/challenges/measures.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from learning.queries.practice.recall_sql import write_remembered_sql
from learning.queries.rota.local_day_sql import write_local_day_sql
from learning.rules.challenges.measures import Measure

SIDE_SPANS_CTE = """
WITH side AS MATERIALIZED (
  SELECT ct.id, ct.starts_at, ct.ends_at, c.trait, within.team
  FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id
  JOIN (SELECT id AS team, unnest(path) AS above FROM team) AS within ON within.above = ct.team
  WHERE c.id = ANY($1) AND c.measure = $2
), bound AS MATERIALIZED (
  SELECT team, array_agg(DISTINCT instant ORDER BY instant) AS instants
  FROM side CROSS JOIN unnest(ARRAY[starts_at, ends_at]) AS instant GROUP BY team
), reach AS (SELECT min(starts_at) AS first, max(ends_at) AS last FROM side)
"""
"""The teams below each side, and for each team the instants at which any of its sides begins or
ends. They cut time into spans, and a span is inside a side as a whole or not at all. So each team's
rows are counted once, by span, however many challenges it takes part in."""
IS_SPAN_IN_SIDE_SQL = """
bound.instants[counted.span] >= side.starts_at AND bound.instants[counted.span] < side.ends_at
"""
SUM_SPANS_SQL = f"""
SELECT side.id, sum(counted.number) AS number
FROM side JOIN bound ON bound.team = side.team JOIN counted ON counted.team = side.team
WHERE {IS_SPAN_IN_SIDE_SQL} GROUP BY side.id
"""
FROM_LEDGER_SQL = """
FROM ledger_entry l JOIN bound ON bound.team = l.team
WHERE l.earned_at >= (SELECT first FROM reach) AND l.earned_at < (SELECT last FROM reach)
"""
PRACTICE_CAUSES_SQL = (
    "AND (l.cause LIKE 'concept:%' OR l.cause LIKE 'lesson:%' OR l.cause LIKE 'checkpoint:%')"
)
WORKED_DAYS_SQL = """
JOIN person p ON p.id = practised.person JOIN team t ON t.id = p.team
LEFT JOIN rota_day r ON r.person = practised.person AND r.day = practised.day
WHERE COALESCE(r.works,
               extract(isodow FROM practised.day) = ANY(COALESCE(p.work_days, t.work_days)))
"""
COUNT_PRACTICE_DAYS = f"""{SIDE_SPANS_CTE}, part AS MATERIALIZED (
  SELECT l.person, l.day, l.team, width_bucket(l.earned_at, bound.instants) AS span
  {FROM_LEDGER_SQL} {PRACTICE_CAUSES_SQL} GROUP BY 1, 2, 3, 4
), practised AS (
  SELECT person, day, min(team) AS team, min(span) AS span, count(*) AS parts
  FROM part GROUP BY person, day
), practice_day AS MATERIALIZED (
  SELECT practised.* FROM practised {{worked_days}}
), parted AS MATERIALIZED (
  SELECT part.* FROM practice_day JOIN part USING (person, day) WHERE practice_day.parts > 1
), counted AS (
  SELECT team, span, count(*) AS number FROM practice_day WHERE parts = 1 GROUP BY team, span
)
SELECT id, sum(number) FROM (
  {SUM_SPANS_SQL}
  UNION ALL
  SELECT side.id, count(DISTINCT (counted.person, counted.day))
  FROM parted AS counted
  JOIN bound ON bound.team = counted.team JOIN side ON side.team = counted.team
  WHERE {IS_SPAN_IN_SIDE_SQL} GROUP BY side.id
) AS number GROUP BY id
"""
"""A person's day counts once for a side. Few days lie in several spans or teams: these are looked
at one by one. `worked_days` leaves out days off."""
COUNT_CHECKPOINTS = f"""{SIDE_SPANS_CTE}, counted AS (
  SELECT l.team, width_bucket(l.earned_at, bound.instants) AS span, count(*) AS number
  {FROM_LEDGER_SQL} AND l.cause LIKE 'checkpoint:%' GROUP BY 1, 2
) {SUM_SPANS_SQL}
"""
COUNT_MOMENTS = f"""{SIDE_SPANS_CTE}, counted AS (
  SELECT m.team, m.trait, width_bucket(m.at, bound.instants) AS span, count(*) AS number
  FROM moment m JOIN bound ON bound.team = m.team
  WHERE m.at >= (SELECT first FROM reach) AND m.at < (SELECT last FROM reach)
    AND m.kind = 'seen' AND m.status = 'confirmed' GROUP BY 1, 2, 3
)
SELECT side.id, sum(counted.number)
FROM side JOIN bound ON bound.team = side.team JOIN counted ON counted.team = side.team
WHERE {IS_SPAN_IN_SIDE_SQL} AND (side.trait IS NULL OR counted.trait = side.trait)
GROUP BY side.id
"""
SELECT_ROOTS = """
SELECT DISTINCT t.path[1] FROM challenge_team ct JOIN team t ON t.id = ct.team
WHERE ct.challenge = ANY($1)
"""
_REMEMBERED_TODAY_SQL = write_remembered_sql("m", "asked.day", "asked.factor", "asked.decay")
SELECT_REMEMBERED_VALUES = f"""
WITH side AS MATERIALIZED (
  SELECT ct.id, within.team, {write_local_day_sql("$3", "t.zone")} AS day, w.factor, w.decay
  FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id JOIN team t ON t.id = ct.team
  JOIN unnest($4::bigint[], $5::float8[], $6::float8[]) AS w (root, factor, decay)
    ON w.root = t.path[1]
  JOIN (SELECT id AS team, unnest(path) AS above FROM team) AS within ON within.above = ct.team
  WHERE c.id = ANY($1) AND c.measure = $2
), known AS (
  SELECT asked.team, asked.day, sum({_REMEMBERED_TODAY_SQL}) AS number
  FROM (SELECT DISTINCT team, day, factor, decay FROM side) AS asked
  JOIN person p ON p.team = asked.team JOIN memory m ON m.person = p.id
  GROUP BY asked.team, asked.day
)
SELECT side.id, sum(known.number) FROM side JOIN known USING (team, day) GROUP BY side.id
"""
"""The expected number of concepts that all people together remember, like their levels: the sum of
their recalls where there is evidence. It is by the organisation's weights, on the team's local day.
Each team's memories are read once for a day, however many challenges it takes part in.
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
    "breaks": MeasureSql(COUNT_PRACTICE_DAYS.format(worked_days="")),
    "streak_days": MeasureSql(COUNT_PRACTICE_DAYS.format(worked_days=WORKED_DAYS_SQL)),
    "remembered": MeasureSql(SELECT_REMEMBERED_VALUES, uses_recall=True),
    "checkpoints": MeasureSql(COUNT_CHECKPOINTS),
    "moments": MeasureSql(COUNT_MOMENTS),
    "figure": MeasureSql(None),
}
