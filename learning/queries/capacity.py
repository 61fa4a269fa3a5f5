"""Whether teams have the minutes for what falls due: two statements for a whole part of the tree."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from asyncpg import Record

from learning.queries.catalogue import shelf_of
from learning.queries.rota import DIFFERENT, as_rota
from learning.queries.who import Who
from learning.rules.capacity import AWAY, WEEK, Capacity, Load, capacity, working_days
from learning.rules.days import local_day
from learning.tables.database import connection

TEAMS = "SELECT id, path, zone FROM team WHERE id = ANY($1::bigint[])"
LOADS = f"""
WITH asked AS MATERIALIZED (
  SELECT team, day, day + $4::int AS until, string_to_array(packs, ' ') AS packs
  FROM unnest($1::bigint[], $2::date[], $3::text[]) AS given (team, day, packs)
)
SELECT p.team, asked.day, p.minutes, g.pace, COALESCE(p.work_days, t.work_days) AS work_days, apart.*,
  (SELECT count(*) FROM memory
   WHERE person = p.id AND due < asked.until AND split_part(concept, '.', 1) = ANY(asked.packs)) AS due
FROM asked JOIN team t ON t.id = asked.team JOIN person p ON p.team = t.id AND p.erased_at IS NULL
JOIN progress g ON g.person = p.id AND g.last_day >= asked.day - $5::int,
LATERAL (SELECT {DIFFERENT} WHERE person = p.id AND day >= asked.day AND day < asked.until) AS apart
"""


async def capacities(leader: Who, teams: Collection[int], now: datetime) -> dict[int, Capacity]:
    """Weigh the coming week of teams that somebody leads; teams where nobody practises are missing.

    What is no longer taught does not count, nor who has been away for weeks.
    """
    days, packs = {}, {}
    async with connection() as conn:
        found = await conn.fetch(TEAMS, list(teams))
    for team, path, zone in found:
        days[team] = local_day(now, zone)
        packs[team] = " ".join((await shelf_of(tuple(path), leader.edition)).by_pack)
    async with connection() as conn:
        rows = await conn.fetch(LOADS, list(days), list(days.values()), list(packs.values()), WEEK, AWAY.days)
    loads: defaultdict[int, list[Load]] = defaultdict(list)
    for row in rows:
        loads[row["team"]].append(_load(row))
    return {team: capacity(some) for team, some in loads.items()}


def _load(row: Record) -> Load:
    rota = as_rota(row["work_days"], row["days_off"], row["days_on"])
    return Load(row["due"], row["pace"], row["minutes"], working_days(rota, row["day"]))
