"""Count the working days of running challenges: days on which somebody in them is on duty."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from asyncpg import Connection

from learning.rules.challenges.challenge_pace import ChallengeDays
from learning.rules.rota.days import find_day_start, to_local_day

SELECT_WORKING_DAYS = """
SELECT c.id, count(*) FILTER (WHERE d.day < $2) AS gone,
  count(*) FILTER (WHERE d.day >= $2) AS left,
  COALESCE(bool_or(d.day = $2), false) AS today
FROM challenge c
CROSS JOIN LATERAL (
  SELECT day::date AS day FROM generate_series(c.first_day, c.last_day, interval '1 day') AS day
) AS d
WHERE c.id = ANY($1) AND EXISTS (
  SELECT FROM challenge_team ct JOIN team t ON t.path @> ARRAY[ct.team::bigint]
  JOIN person p ON p.team = t.id AND p.erased_at IS NULL AND p.role <> 'admin'
  LEFT JOIN rota_day r ON r.person = p.id AND r.day = d.day
  WHERE ct.challenge = c.id
    AND COALESCE(r.works, extract(isodow FROM d.day) = ANY(COALESCE(p.work_days, t.work_days)))
)
GROUP BY c.id
"""
DAY_SECONDS = 86_400


async def count_working_days(
    conn: Connection, challenges: Sequence[int], zone: str, now: datetime
) -> Mapping[int, ChallengeDays]:
    """Return the working days of challenges, seen from the local day of a zone."""
    if not challenges:
        return {}
    today = to_local_day(now, zone)
    passed = min(1.0, (now - find_day_start(today, zone)).total_seconds() / DAY_SECONDS)
    return {
        row["id"]: ChallengeDays(row["gone"] + (passed if row["today"] else 0.0), row["left"])
        for row in await conn.fetch(SELECT_WORKING_DAYS, list(challenges), today)
    }
