"""What challenges count, by team that takes part: a few statements for all of them at once.

Everything is counted from rows that say when it happened, so that it can be counted again at any time with the same result.
The one exception is what is remembered, which fades: there the highest that was seen stands.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from asyncpg import Connection, Record

from learning.queries.practice.recall_sql import write_recall_sql
from learning.queries.practice.weights import load_newest_adoption_id, load_weights_history
from learning.queries.rota.local_day_sql import write_local_day_sql
from learning.rules.challenges.challenges import ParticipatingTeam, calculate_challenge_value

PARTICIPATING_TEAMS_CTE = """
WITH side AS (
  SELECT ct.id, ct.starts_at, ct.ends_at, c.trait, within.team FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id
  JOIN (SELECT id AS team, unnest(path) AS above FROM team) AS within ON within.above = ct.team
  WHERE c.id = ANY($1) AND c.measure = $2
), reach AS (SELECT min(starts_at) AS first, max(ends_at) AS last FROM side)
"""
JOIN_LEDGER_SQL = """
JOIN ledger_entry l ON l.team = side.team AND l.earned_at >= side.starts_at AND l.earned_at < side.ends_at
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
SELECT_PRACTICE_DAYS = f"{PARTICIPATING_TEAMS_CTE} SELECT side.id, count(DISTINCT (l.person, l.day)) FROM side {JOIN_LEDGER_SQL} {PRACTICE_CAUSES_SQL}"

SELECT_VALUES_BY_MEASURE = {
    "breaks": f"{SELECT_PRACTICE_DAYS} GROUP BY side.id",
    "streak_days": f"{SELECT_PRACTICE_DAYS} {WORK_DAYS_SQL} GROUP BY side.id",
    "checkpoints": f"{PARTICIPATING_TEAMS_CTE} SELECT side.id, count(*) FROM side {JOIN_LEDGER_SQL} AND l.cause LIKE 'checkpoint:%' GROUP BY side.id",
    "moments": f"""{PARTICIPATING_TEAMS_CTE}
SELECT side.id, count(*) FROM side JOIN moment m ON m.team = side.team AND m.at >= side.starts_at AND m.at < side.ends_at
WHERE m.kind = 'seen' AND m.status = 'confirmed' AND (side.trait IS NULL OR m.trait = side.trait) GROUP BY side.id
""",
    "figure": """
SELECT ct.id, CASE WHEN sum(f.out_of) > 0 THEN 100 * sum(f.amount) / sum(f.out_of) ELSE sum(f.amount) END
FROM (SELECT DISTINCT ON (f.challenge, f.team, f.day) f.* FROM challenge_figure f JOIN challenge c ON c.id = f.challenge
      WHERE c.id = ANY($1) AND c.measure = $2 ORDER BY f.challenge, f.team, f.day, f.at DESC, f.id DESC) AS f
JOIN challenge_team ct ON ct.challenge = f.challenge AND ct.team = f.team GROUP BY ct.id
""",
}
"""By measure, $1 being challenges and $2 the measure. The newest figure of a day counts."""

SELECT_ROOTS = """
SELECT DISTINCT t.path[1] FROM challenge_team ct JOIN team t ON t.id = ct.team
WHERE ct.challenge = ANY($1)
"""
SELECT_REMEMBERED_VALUES = f"""
SELECT ct.id, sum({write_recall_sql("m", write_local_day_sql("$3", "t.zone"), "w.factor", "w.decay")})
FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id JOIN team t ON t.id = ct.team
JOIN unnest($4::bigint[], $5::float8[], $6::float8[]) AS w (root, factor, decay)
  ON w.root = t.path[1]
JOIN (SELECT id AS team, unnest(path) AS above FROM team) AS within ON within.above = ct.team
JOIN person p ON p.team = within.team JOIN memory m ON m.person = p.id
WHERE c.id = ANY($1) AND c.measure = $2 GROUP BY ct.id
"""
"""The expected recall of all people of a challenge side together, in concepts.

Like readiness, by the organisation's weights and on the local day of the team.
"""

SELECT_DUTY_DAYS = """
SELECT ct.id, count(*) FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id
JOIN (SELECT id AS team, work_days, unnest(path) AS above FROM team) AS within ON within.above = ct.team
JOIN person p ON p.team = within.team AND p.erased_at IS NULL AND p.role <> 'admin'
CROSS JOIN LATERAL generate_series(c.first_day, c.last_day, interval '1 day') AS d (day)
LEFT JOIN rota_day r ON r.person = p.id AND r.day = d.day::date
WHERE c.id = ANY($1) AND COALESCE(r.works, extract(isodow FROM d.day) = ANY(COALESCE(p.work_days, within.work_days)))
GROUP BY ct.id
"""


async def measure_challenge_teams(
    conn: Connection, challenges: Sequence[int], measure: str, now: datetime
) -> dict[int, float]:
    """Return the value by `challenge_team` id of those among the challenges that have this measure; 0 is left out."""
    if measure == "remembered":
        rows = await _fetch_remembered_values(conn, challenges, now)
    else:
        rows = await conn.fetch(SELECT_VALUES_BY_MEASURE[measure], challenges, measure)
    return {row[0]: float(row[1] or 0) for row in rows}


async def _fetch_remembered_values(
    conn: Connection, challenges: Sequence[int], now: datetime
) -> Sequence[Record]:
    """Read the expected recall by challenge side, with the weights in force in its organisation."""
    newest_adoption = await load_newest_adoption_id()
    roots = [row[0] for row in await conn.fetch(SELECT_ROOTS, challenges)]
    curves = [
        (await load_weights_history(root, newest_adoption)).weights_at(now).curve_parameters
        for root in roots
    ]
    factors, decays = [factor for factor, _ in curves], [decay for _, decay in curves]
    rows: Sequence[Record] = await conn.fetch(
        SELECT_REMEMBERED_VALUES, challenges, "remembered", now, roots, factors, decays
    )
    return rows


async def count_duty_days(conn: Connection, challenges: Sequence[int]) -> Mapping[int, int]:
    """Return the person-days on duty by `challenge_team` id, from the rotas as they are known now."""
    return dict(await conn.fetch(SELECT_DUTY_DAYS, challenges))


def calculate_row_value(row: Record, teams: Sequence[ParticipatingTeam]) -> float:
    """Return what is held against a challenge's target."""
    return calculate_challenge_value(
        row["form"],
        teams,
        per_person=row["per_person"],
        as_percentage=row["measure"] == "figure" and "%" in row["unit"],
    )
