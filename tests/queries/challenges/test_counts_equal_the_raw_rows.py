"""What is counted by spans and weekdays equals the count over all rows, challenge by challenge."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.shop import Shop
from support.state_machines import QUICK_PHASES

from learning.queries.challenges.challenge_measures import count_duty_days, measure_challenge_teams
from learning.rules.challenges.measures import Measure
from learning.rules.rota.days import find_day_start, to_local_day
from learning.steps.jobs.bulk_statements import use_bulk_options
from learning.tables.database import transaction

FIRST_DAY, DAYS = date(2026, 3, 26), 6
"""The clocks of London change on the fourth day, a Sunday."""
AFTERWARDS = datetime(2026, 4, 9, tzinfo=UTC)
ZONES = ("UTC", "Europe/London", "Asia/Tokyo")
Entry = tuple[int, str, int, str, datetime]
"""A person, a kind of cause, a team, the zone of the day, and the instant."""
Sides = tuple[list[int], int, int]
"""The teams of a challenge, its first day, and its length in days."""

INSERT_TEAMS = """
INSERT INTO team (id, parent, path, name, zone, work_days, join_code, created_at) VALUES
  (11, $1, ARRAY[$1::bigint, 11], 'North', 'Europe/London', '{1,2,3,4,5}', 'N', now()),
  (12, 11, ARRAY[$1::bigint, 11, 12], 'Quay', 'Asia/Tokyo', '{6,7}', 'Q', now()),
  (13, 11, ARRAY[$1::bigint, 11, 13], 'Mill', 'Europe/London', '{1,2,3,4,5,6,7}', 'M', now()),
  (14, $1, ARRAY[$1::bigint, 14], 'South', 'UTC', '{2,4}', 'S', now())
"""
TEAM_IDS = (11, 12, 13, 14)
INSERT_PEOPLE = """
INSERT INTO person (id, login, name, role, team, secret, created_at, work_days)
SELECT 100 + n, 'p-' || n, 'P ' || n, CASE n WHEN 4 THEN 'admin' ELSE 'learner' END, 11 + n % 4, '',
  now(), CASE n WHEN 3 THEN '{1,7}'::int[] END FROM generate_series(0, 4) AS n
"""
INSERT_CHALLENGE = """
INSERT INTO challenge (id, key, team, leaders, template, form, title, vision, message, reward,
  measure, unit, target, first_day, last_day, starts_at, ends_at, status, created_at)
VALUES ($1, gen_random_uuid(), $2, '{}', '', 'team', 'C', '', '', '', $3, '', 1, $4, $5, now(),
  now(), 'running', now())
"""
INSERT_SIDE = """
INSERT INTO challenge_team (challenge, team, starts_at, ends_at) VALUES ($1, $2, $3, $4)
"""
INSERT_ENTRY = """
INSERT INTO ledger_entry (person, cause, points, team, day, earned_at)
VALUES ($1, $2, 10, $3, $4, $5)
"""
INSERT_MOMENT = """
INSERT INTO moment (key, giver, receiver, team, kind, trait, sentence, status, day, at)
VALUES (gen_random_uuid(), 100, $1, $2, 'seen', 'pack.lesson-0', '', 'confirmed', $3, $4)
"""
INSERT_ROTA_DAY = "INSERT INTO rota_day (person, day, works) VALUES ($1, $2, $3)"

RAW_SIDES = """
WITH side AS (
  SELECT ct.id, ct.starts_at, ct.ends_at, c.first_day, c.last_day, within.team
  FROM challenge c JOIN challenge_team ct ON ct.challenge = c.id
  JOIN (SELECT id AS team, unnest(path) AS above FROM team) AS within ON within.above = ct.team
  WHERE c.measure = $1
)
"""
RAW_PRACTICE_DAYS = f"""{RAW_SIDES}
SELECT side.id, count(DISTINCT (l.person, l.day)) FROM side JOIN ledger_entry l
  ON l.team = side.team AND l.earned_at >= side.starts_at AND l.earned_at < side.ends_at
WHERE split_part(l.cause, ':', 1) IN ('concept', 'lesson', 'checkpoint')
"""  # noqa: S608 - made of constants
RAW_WORKS = """
COALESCE((SELECT works FROM rota_day WHERE person = {person} AND day = {day}),
  (SELECT extract(isodow FROM {day}) = ANY(COALESCE(p.work_days, t.work_days))
   FROM person p JOIN team t ON t.id = p.team WHERE p.id = {person}))
"""
RAW_COUNTS: Mapping[Measure, str] = {
    "breaks": f"{RAW_PRACTICE_DAYS} GROUP BY side.id",
    "streak_days": f"{RAW_PRACTICE_DAYS} AND {RAW_WORKS.format(person='l.person', day='l.day')}"
    " GROUP BY side.id",
    "checkpoints": f"""{RAW_SIDES}
SELECT side.id, count(*) FROM side JOIN ledger_entry l
  ON l.team = side.team AND l.earned_at >= side.starts_at AND l.earned_at < side.ends_at
WHERE l.cause LIKE 'checkpoint:%' GROUP BY side.id""",  # noqa: S608 - made of constants
    "moments": f"""{RAW_SIDES}
SELECT side.id, count(*) FROM side JOIN moment m
  ON m.team = side.team AND m.at >= side.starts_at AND m.at < side.ends_at GROUP BY side.id""",  # noqa: S608 - made of constants
}
RAW_DUTY = f"""{RAW_SIDES}
SELECT side.id, count(*) FROM side
JOIN person m ON m.team = side.team AND m.erased_at IS NULL AND m.role <> 'admin'
CROSS JOIN LATERAL generate_series(side.first_day, side.last_day, interval '1 day') AS d (at)
CROSS JOIN LATERAL (SELECT d.at::date AS day) AS one
WHERE {RAW_WORKS.format(person="m.id", day="one.day")} GROUP BY side.id
"""  # noqa: S608 - made of constants

instants = st.integers(-12, 24 * (DAYS + 1)).map(
    lambda hours: datetime(2026, 3, 26, tzinfo=UTC) + timedelta(hours=hours)
)
people, teams = st.integers(100, 104), st.sampled_from(TEAM_IDS)
causes = st.sampled_from(("concept", "lesson", "checkpoint", "moment", "challenge"))
entries = st.lists(st.tuples(people, causes, teams, st.sampled_from(ZONES), instants), max_size=40)
challenges = st.lists(
    st.tuples(
        st.lists(st.sampled_from((1, *TEAM_IDS)), min_size=1, max_size=3, unique=True),
        st.integers(0, DAYS - 1),
        st.integers(1, DAYS),
    ),
    min_size=1,
    max_size=4,
)
rota_days = st.dictionaries(st.tuples(people, st.integers(0, DAYS)), st.booleans(), max_size=6)


async def insert_challenge(
    conn: asyncpg.Connection, number: int, measure: Measure, one: Sides
) -> None:
    sides, begin, length = one
    first = FIRST_DAY + timedelta(days=begin)
    last = first + timedelta(days=length - 1)
    await conn.execute(INSERT_CHALLENGE, number, 11, measure, first, last)
    for team in sides:
        zone = await conn.fetchval("SELECT zone FROM team WHERE id = $1", team)
        await conn.execute(
            INSERT_SIDE,
            number,
            team,
            find_day_start(first, zone),
            find_day_start(last + timedelta(days=1), zone),
        )


async def insert_entry(conn: asyncpg.Connection, number: int, one: Entry) -> None:
    """Insert an entry. Its day is of any zone: people and teams move."""
    person, cause, team, zone, at = one
    day = to_local_day(at, zone)
    await conn.execute(INSERT_ENTRY, person, f"{cause}:{number}", team, day, at)
    if cause == "moment":
        await conn.execute(INSERT_MOMENT, person, team, day, at)


@pytest.mark.parametrize("measure", list(RAW_COUNTS))
@settings(
    max_examples=15, deadline=None, phases=QUICK_PHASES, suppress_health_check=list(HealthCheck)
)
@given(entries=entries, challenges=challenges, rota_days=rota_days)
async def test_values_and_days_on_duty_equal_those_of_the_raw_rows(
    shop: Shop,
    measure: Measure,
    entries: list[Entry],
    challenges: list[Sides],
    rota_days: dict[tuple[int, int], bool],
) -> None:
    async with transaction() as conn:
        await use_bulk_options(conn)
        await conn.execute("SAVEPOINT example")
        await conn.execute(INSERT_TEAMS, shop.root)
        await conn.execute(INSERT_PEOPLE)
        for number, challenge in enumerate(challenges, start=1):
            await insert_challenge(conn, number, measure, challenge)
        for number, entry in enumerate(entries):
            await insert_entry(conn, number, entry)
        days_off = [(one, FIRST_DAY + timedelta(day), on) for (one, day), on in rota_days.items()]
        await conn.executemany(INSERT_ROTA_DAY, days_off)
        ids = list(range(1, len(challenges) + 1))
        counted = await measure_challenge_teams(conn, ids, measure, AFTERWARDS)
        duty_days = await count_duty_days(conn, ids)
        raw_values = dict(await conn.fetch(RAW_COUNTS[measure], measure))
        raw_duty_days = dict(await conn.fetch(RAW_DUTY, measure))
        await conn.execute("ROLLBACK TO SAVEPOINT example")
    assert {side: one.value for side, one in counted.items()} == raw_values
    assert duty_days == raw_duty_days
