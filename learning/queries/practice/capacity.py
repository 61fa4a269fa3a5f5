"""Whether teams have the minutes for what is due: two statements for a whole part of the tree."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from asyncpg import Record

from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.rota.rota import ROTA_EXCEPTIONS_SQL, make_rota
from learning.rules.people.small_groups import MIN_PEOPLE_SHOWN
from learning.rules.practice.capacity import (
    CAPACITY_DAYS,
    INACTIVE_AFTER,
    Capacity,
    PersonLoad,
    calculate_capacity,
    count_working_days,
)
from learning.rules.practice.item_time import scale_to_pace
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

SELECT_TEAM_ZONES = "SELECT id, path, zone FROM team WHERE id = ANY($1::bigint[])"
SELECT_PERSON_LOADS = f"""
WITH asked AS MATERIALIZED (
  SELECT team, day, day + $4::int AS until, string_to_array(packs, ' ') AS packs
  FROM unnest($1::bigint[], $2::date[], $3::text[]) AS given (team, day, packs)
)
SELECT p.team, asked.day, p.minutes, g.pace,
  COALESCE(p.work_days, t.work_days) AS work_days, apart.*,
  (SELECT count(*) FROM memory WHERE person = p.id
   AND CASE WHEN last_day < asked.day THEN due < asked.until ELSE reviews > 1 END
   AND split_part(concept, '.', 1) = ANY(asked.packs)) AS due
FROM asked JOIN team t ON t.id = asked.team JOIN person p ON p.team = t.id AND p.erased_at IS NULL
JOIN progress g ON g.person = p.id AND g.last_day >= asked.day - $5::int,
LATERAL (
  SELECT {ROTA_EXCEPTIONS_SQL} WHERE person = p.id AND day >= asked.day AND day < asked.until
) AS apart
"""
"""What was reviewed today was due when the day began, so that no answer changes the count."""


async def load_capacities(
    catalogue_revision: int, teams: Collection[int], now: datetime
) -> dict[int, Capacity]:
    """Count the capacity of teams, as of the start of the day.

    Teams where fewer than three people practise are missing.

    Concepts that are not taught any more and people who have been away for weeks do not count.
    """
    days, packs, question_seconds = {}, {}, {}
    async with connection() as conn:
        team_rows = await conn.fetch(SELECT_TEAM_ZONES, list(teams))
    for team, path, zone in team_rows:
        days[team] = to_local_day(now, zone)
        catalogue = await load_team_catalogue(tuple(path), catalogue_revision)
        packs[team] = " ".join(catalogue.version_by_pack)
        question_seconds[team] = catalogue.mean_question_seconds
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_PERSON_LOADS,
            list(days),
            list(days.values()),
            list(packs.values()),
            CAPACITY_DAYS,
            INACTIVE_AFTER.days,
        )
    loads: defaultdict[int, list[PersonLoad]] = defaultdict(list)
    for row in rows:
        loads[row["team"]].append(_make_person_load(row, question_seconds[row["team"]]))
    return {
        team: calculate_capacity(team_loads)
        for team, team_loads in loads.items()
        if len(team_loads) >= MIN_PEOPLE_SHOWN
    }


def _make_person_load(row: Record, question_seconds: float) -> PersonLoad:
    rota = make_rota(row["work_days"], row["days_off"], row["days_on"])
    return PersonLoad(
        row["due"],
        scale_to_pace(question_seconds, row["pace"]),
        row["minutes"],
        count_working_days(rota, row["day"]),
    )
