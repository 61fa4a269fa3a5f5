"""Insert people who know 200 concepts each, by SQL."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from asyncpg import Connection
from bench.bulk_fill import drop_constraints
from support.catalogues import make_pack, publish_to_team

from learning.actions.people.create_team import create_team
from learning.rules.people.join_codes import make_join_code
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, to_local_day
from learning.tables.database import connection

PLANNING_ZONE = "UTC"
READ_PACK_COUNT, LESSONS_PER_PACK = 4, 25
"""All lessons of these packs are read. With two concepts per lesson that is 200 concepts."""
READ_PACKS = [f"skill-{number}" for number in range(READ_PACK_COUNT)]
FILLED_TABLES = ("memory", "lesson_read", "ledger_entry")

INSERT_TEAM_PEOPLE = """
INSERT INTO person (login, name, role, team, secret, created_at)
SELECT format('person-%s-%s', $1::bigint, n), 'Person ' || n, 'learner', $1, '', $2
FROM generate_series(1, $3::int) AS n
"""
INSERT_TEAM_PROGRESS = """
INSERT INTO progress (person, pace, last_day)
SELECT id, 12 + 16 * random(), $2 FROM person WHERE team = $1
"""
CREATE_SHUFFLED_PEOPLE = """
CREATE TEMP TABLE learner AS
SELECT id AS person, random() ^ 3 AS late FROM person WHERE team = $1 ORDER BY random()
"""
"""The people in random order. `late` is the share of concepts that are due, small for most."""
INSERT_LESSON_MEMORIES = """
INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at, last_grade,
                    reviews, lapses, question)
SELECT person, concept, stability, 1 + 9 * random(), due, last_day,
       last_day + interval '15 hours', 1 + floor(3 * random()), 1 + floor(7 * random()),
       floor(2 * random()),
       format('%s-%s', replace(concept, 'idea-', 'q'), floor(3 * random()))
FROM (SELECT person, late, 1 + 80 * random() ^ 2 AS stability FROM learner OFFSET 0) AS known
CROSS JOIN unnest($2::text[]) AS taught (concept)
CROSS JOIN LATERAL (
  SELECT $1::date
    + (CASE WHEN random() < late THEN -20 * random() ELSE 1 + stability * random() END)::int AS due
) AS d
CROSS JOIN LATERAL (SELECT LEAST(due, $1) - (1 + stability)::int AS last_day) AS l
"""
INSERT_LESSON_READINGS = """
INSERT INTO lesson_read (person, key, lesson, points, read_at, day, seconds)
SELECT person, gen_random_uuid(), $2, 10, $1::date - 100, $1::date - 100, 90 FROM learner
"""
INSERT_CHECKPOINT_ENTRIES = """
INSERT INTO ledger_entry (person, cause, points, team, day, earned_at)
SELECT person, cause, 10, $1, $2::date - 50, $2::date - 50
FROM learner CROSS JOIN unnest($3::text[]) AS t (cause)
"""


async def create_planning_organisation(now: datetime) -> int:
    """Create the organisation and its packs. Give the root team.

    The large tables are unlogged: they need not survive a crash, and filling them is faster.
    """
    async with connection() as conn:
        for table in FILLED_TABLES:
            await conn.execute(f"ALTER TABLE {table} SET UNLOGGED")
    root = await create_team("Bench", None, PLANNING_ZONE, ALL_ISO_WEEKDAYS, _make_code(0), now)
    for name in (*READ_PACKS, "skill-to-come"):
        await publish_to_team(make_pack(name, lessons=LESSONS_PER_PACK), root, now)
    return root


async def insert_planning_team(
    root: int, people: int, now: datetime, tick: Callable[[], None]
) -> int:
    """Insert a team with its people, lesson by lesson, as real tables grow. Give the team."""
    team = await create_team(
        f"Team of {people}", root, PLANNING_ZONE, ALL_ISO_WEEKDAYS, _make_code(people), now
    )
    today = to_local_day(now, PLANNING_ZONE)
    async with connection() as conn:
        await conn.execute(INSERT_TEAM_PEOPLE, team, now, people)
        await conn.execute(INSERT_TEAM_PROGRESS, team, today - timedelta(days=1))
        async with drop_constraints(conn, FILLED_TABLES):
            await _insert_knowledge(conn, team, today, tick)
        for table in (*FILLED_TABLES, "person", "progress"):
            await conn.execute(f"VACUUM ANALYZE {table}")
    return team


async def _insert_knowledge(
    conn: Connection, team: int, today: date, tick: Callable[[], None]
) -> None:
    # A statement that creates a table takes no arguments.
    await conn.execute(CREATE_SHUFFLED_PEOPLE.replace("$1", str(team)))
    for name in READ_PACKS:
        for lesson in range(LESSONS_PER_PACK):
            await conn.execute(INSERT_LESSON_READINGS, today, f"{name}.lesson-{lesson}")
            await conn.execute(
                INSERT_LESSON_MEMORIES,
                today,
                [f"{name}.idea-{2 * lesson + place}" for place in (0, 1)],
            )
            tick()
    causes = [f"checkpoint:{name}.c{number}-0" for name in READ_PACKS for number in range(2)]
    await conn.execute(INSERT_CHECKPOINT_ENTRIES, team, today, causes)
    await conn.execute("DROP TABLE learner")


def _make_code(number: int) -> str:
    return make_join_code(number.to_bytes(5, "big"))
