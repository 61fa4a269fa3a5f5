"""Count how far challenges have come and store the values."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from asyncpg import Connection, Record

from learning.queries.challenges.challenge_measures import count_duty_days, measure_challenge_teams
from learning.rules.challenges.challenges import ParticipatingTeam

UPDATE_TEAM_VALUES = """
UPDATE challenge_team ct SET value = CASE WHEN $3 THEN new.value ELSE GREATEST(ct.value, new.value - ct.baseline) END
FROM unnest($1::bigint[], $2::float8[]) AS new (id, value)
WHERE ct.id = new.id AND ct.value IS DISTINCT FROM CASE WHEN $3 THEN new.value ELSE GREATEST(ct.value, new.value - ct.baseline) END
RETURNING ct.challenge
"""


UPDATE_TEAM_DUTIES = "UPDATE challenge_team ct SET duty = new.duty FROM unnest($1::bigint[], $2::int[]) AS new (id, duty) WHERE ct.id = new.id"


SELECT_TEAM_VALUES = """
SELECT ct.challenge, ct.team, t.name, ct.duty, ct.value FROM challenge_team ct JOIN team t ON t.id = ct.team
WHERE ct.challenge = ANY($1) ORDER BY ct.challenge, ct.team
"""


async def update_challenge_values(
    conn: Connection, rows: Sequence[Record], now: datetime, *, thorough: bool
) -> set[int]:
    """Count anew; return the challenges whose value has changed. `thorough` counts memories and rotas as well."""
    by_measure: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_measure[row["measure"]].append(row["id"])
    if thorough and rows:
        duty = await count_duty_days(conn, [row["id"] for row in rows])
        await conn.execute(UPDATE_TEAM_DUTIES, list(duty), list(duty.values()))
    changed: set[int] = set()
    for measure, ids in by_measure.items():
        if thorough or measure != "remembered":
            values = await measure_challenge_teams(conn, ids, measure, now)
            moved = await conn.fetch(
                UPDATE_TEAM_VALUES, list(values), list(values.values()), measure == "figure"
            )
            changed |= {row["challenge"] for row in moved}
    return changed


async def load_challenge_sides(
    conn: Connection, challenges: Sequence[int]
) -> dict[int, list[ParticipatingTeam]]:
    """Read the teams that take part and where they stand, by challenge."""
    found: defaultdict[int, list[ParticipatingTeam]] = defaultdict(list)
    for row in await conn.fetch(SELECT_TEAM_VALUES, challenges):
        found[row["challenge"]].append(
            ParticipatingTeam(row["team"], row["name"], row["duty"], row["value"])
        )
    return found
