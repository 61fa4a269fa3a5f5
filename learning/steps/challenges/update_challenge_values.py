"""Count how far challenges have come and store the values.

Counting reads many rows and locks none. Storing is short, with the challenges locked.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection, Record

from learning.queries.challenges.challenge_measures import count_duty_days, measure_challenge_teams
from learning.rules.challenges.challenge_scores import ParticipatingTeam
from learning.rules.challenges.figure_units import WeightedValue
from learning.rules.challenges.measures import MEASURE_RULES, Measure

REPLACE_TEAM_VALUES = """
UPDATE challenge_team ct SET value = new.value, weight = new.weight
FROM unnest($1::bigint[], $2::float8[], $3::float8[]) AS new (id, value, weight)
WHERE ct.id = new.id AND (ct.value, ct.weight) IS DISTINCT FROM (new.value, new.weight)
RETURNING ct.challenge
"""
RAISE_TEAM_VALUES = """
UPDATE challenge_team ct SET value = GREATEST(ct.value, new.value - ct.baseline)
FROM unnest($1::bigint[], $2::float8[]) AS new (id, value)
WHERE ct.id = new.id AND ct.challenge = ANY($3)
  AND ct.value IS DISTINCT FROM GREATEST(ct.value, new.value - ct.baseline)
RETURNING ct.challenge
"""
UPDATE_TEAM_BASELINES = """
UPDATE challenge_team ct SET baseline = new.value
FROM unnest($1::bigint[], $2::float8[]) AS new (id, value) WHERE ct.id = new.id
"""
UPDATE_TEAM_DUTIES = """
UPDATE challenge_team ct SET duty = new.duty
FROM unnest($1::bigint[], $2::int[]) AS new (id, duty)
WHERE ct.id = new.id AND ct.challenge = ANY($3) AND ct.duty <> new.duty
"""
SELECT_TEAM_VALUES = """
SELECT ct.challenge, ct.team, t.name, ct.duty, ct.value, ct.weight
FROM challenge_team ct JOIN team t ON t.id = ct.team
WHERE ct.challenge = ANY($1) ORDER BY ct.challenge, ct.team
"""


@dataclass(frozen=True, slots=True)
class CountedChallenges:
    """What was counted, by `challenge_team` id: days on duty, and values by measure."""

    duty_days: Mapping[int, int]
    values_by_measure: Mapping[Measure, Mapping[int, WeightedValue]]


async def update_challenge_values(
    conn: Connection, rows: Sequence[Record], now: datetime, *, thorough: bool
) -> set[int]:
    """Count challenges that the caller has locked, and return those whose value has changed.

    The parameters are those of `count_challenge_values`.
    """
    counted = await count_challenge_values(conn, rows, now, thorough=thorough)
    return await store_challenge_values(conn, rows, counted, now)


async def count_challenge_values(
    conn: Connection, rows: Sequence[Record], now: datetime, *, thorough: bool
) -> CountedChallenges:
    """Count challenges again, apart from figures.

    `rows` have the columns `id` and `measure`. `thorough` also counts what takes long: the measures
    that need it, and the days on duty.
    """
    duty_days = await count_duty_days(conn, [row["id"] for row in rows]) if thorough else {}
    values = {
        measure: await measure_challenge_teams(conn, ids, measure, now)
        for measure, ids in _group_by_measure(rows).items()
        if not MEASURE_RULES[measure].accepts_figures
        and (thorough or not MEASURE_RULES[measure].needs_thorough_count)
    }
    return CountedChallenges(duty_days, values)


async def store_challenge_values(
    conn: Connection, rows: Sequence[Record], counted: CountedChallenges, now: datetime
) -> set[int]:
    """Store what was counted for challenges, and return those whose value has changed.

    The caller has locked `rows`, which may be fewer than those that were counted. Values only rise,
    so it does not matter in which order two counts are stored. Figures can fall: they are read
    here, when no other count can store older ones.
    """
    ids = [row["id"] for row in rows]
    duty = counted.duty_days
    if duty:
        await conn.execute(UPDATE_TEAM_DUTIES, list(duty), list(duty.values()), ids)
    changed: set[int] = set()
    for values in counted.values_by_measure.values():
        numbers = [one.value for one in values.values()]
        updated = await conn.fetch(RAISE_TEAM_VALUES, list(values), numbers, ids)
        changed |= {row["challenge"] for row in updated}
    for measure, challenges in _group_by_measure(rows).items():
        if MEASURE_RULES[measure].accepts_figures:
            figures = await measure_challenge_teams(conn, challenges, measure, now)
            updated = await conn.fetch(
                REPLACE_TEAM_VALUES,
                list(figures),
                [one.value for one in figures.values()],
                [one.weight for one in figures.values()],
            )
            changed |= {row["challenge"] for row in updated}
    return changed


async def store_start_values(conn: Connection, rows: Sequence[Record], now: datetime) -> None:
    """Store what each team has at the start of its challenge, for measures that count from there.

    `rows` have the columns `id` and `measure`.
    """
    for measure, ids in _group_by_measure(rows).items():
        if MEASURE_RULES[measure].counts_from_start:
            values = await measure_challenge_teams(conn, ids, measure, now)
            baselines = [one.value for one in values.values()]
            await conn.execute(UPDATE_TEAM_BASELINES, list(values), baselines)


def _group_by_measure(rows: Sequence[Record]) -> dict[Measure, list[int]]:
    ids_by_measure: defaultdict[Measure, list[int]] = defaultdict(list)
    for row in rows:
        ids_by_measure[row["measure"]].append(row["id"])
    return ids_by_measure


async def load_challenge_sides(
    conn: Connection, challenges: Sequence[int]
) -> dict[int, list[ParticipatingTeam]]:
    """Load the teams that take part, with their values, by challenge."""
    sides: defaultdict[int, list[ParticipatingTeam]] = defaultdict(list)
    for row in await conn.fetch(SELECT_TEAM_VALUES, challenges):
        sides[row["challenge"]].append(
            ParticipatingTeam(row["team"], row["name"], row["duty"], row["value"], row["weight"])
        )
    return sides
