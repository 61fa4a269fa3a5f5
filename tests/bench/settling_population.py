"""Insert challenges that end in the same minute, and teams that have practised, by SQL."""

from dataclasses import replace
from datetime import datetime, timedelta

from support.catalogues import make_hero_badge, make_pack, publish_to_team

from learning.actions.people.create_team import create_team
from learning.rules.challenges.challenges import LATE_ATTEMPTS_GRACE, calculate_challenge_span
from learning.rules.challenges.measures import MEASURE_RULES
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, to_local_day
from learning.tables.database import connection

SETTLING_ZONE = "UTC"
PEOPLE_PER_TEAM, CHALLENGE_DAYS, CONCEPTS_PER_PERSON, HERO_BADGE_LESSONS = 10, 14, 40, 24
"""The number of people of a team, of days of a challenge, of concepts that a person knows, and of
lessons with a hero badge."""
CHALLENGE_MEASURES = [
    measure for measure, rule in MEASURE_RULES.items() if not rule.accepts_figures
]
"""The measures of the challenges of each team: all that count what people do."""
CHALLENGES_PER_TEAM = len(CHALLENGE_MEASURES)

INSERT_SETTLING_TEAMS = """
WITH fresh AS (
  SELECT nextval(pg_get_serial_sequence('team', 'id')) AS id, n
  FROM generate_series(1, $2::int) AS n
)
INSERT INTO team (id, parent, path, name, zone, work_days, join_code, created_at)
SELECT id, $1, ARRAY[$1::bigint, id], 'Site ' || n, 'UTC', '{1,2,3,4,5,6,7}',
       'S' || lpad(n::text, 7, '0'), $3 FROM fresh
"""
INSERT_SETTLING_PEOPLE = """
INSERT INTO person (login, name, role, team, secret, created_at)
SELECT format('p-%s-%s', t.id, n), 'P ' || n, 'learner', t.id, '', $2
FROM team t, generate_series(1, $3::int) AS n
WHERE t.parent = $1
"""
INSERT_EMPTY_PROGRESS = "INSERT INTO progress (person) SELECT id FROM person"
INSERT_LEDGER_ENTRIES = """
INSERT INTO ledger_entry (person, cause, points, team, day, earned_at)
SELECT p.id, format('concept:pack.c%s:%s', c, d), 10, p.team, d, d + interval '12 hours'
FROM person p, generate_series($1::date, $2::date, interval '1 day') AS d,
  generate_series(1, 3) AS c ORDER BY d
"""
INSERT_REMEMBERED_CONCEPTS = """
INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at, last_grade,
                    reviews, lapses, question)
SELECT p.id, 'pack.c' || c, 20, 5, $1::date, $1::date, $1::date, 3, 1, 0, ''
FROM person p, generate_series(1, $2::int) AS c
"""
INSERT_CHALLENGES = """
INSERT INTO challenge (key, team, leaders, template, form, title, vision, message, reward, measure,
 unit, target, per_person, first_day, last_day, starts_at, ends_at, status, created_at)
SELECT gen_random_uuid(), t.id, '{}', '', 'team', 'Challenge ' || n, 'We stand on that stage.',
 '', '', ($6::text[])[n], '', 20, false, $2::date, $3::date, $4, $5, 'running', $4
FROM team t, generate_series(1, cardinality($6::text[])) AS n WHERE t.parent = $1
"""
INSERT_CHALLENGE_SIDES = """
INSERT INTO challenge_team (challenge, team, starts_at, ends_at)
SELECT id, team, starts_at, ends_at FROM challenge
"""
INSERT_CHALLENGE_STAGES = """
INSERT INTO challenge_stage (challenge, number, title, story, target)
SELECT id, n, 'Stage ' || n, '', 5 * n FROM challenge, generate_series(1, 4) AS n
"""
INSERT_SETTLE_JOBS = """
INSERT INTO due_job (kind, subject, slot, due_at)
SELECT 'challenge_settle', id::text, version::text, $1 FROM challenge
"""
VACUUMED_TABLES = (
    "team, person, progress, ledger_entry, memory,"
    " challenge, challenge_team, challenge_stage, due_job"
)


async def insert_ending_challenges(
    challenges: int, now: datetime, people: int = PEOPLE_PER_TEAM
) -> datetime:
    """Insert challenges that end at the same time, one of each measure for each team.

    Gives the instant at which all of them are due to be settled.
    """
    last = to_local_day(now, SETTLING_ZONE) - timedelta(days=2)
    first = last - timedelta(days=CHALLENGE_DAYS - 1)
    begins, ends = calculate_challenge_span(first, last, SETTLING_ZONE)
    root = await create_team("Bench", None, SETTLING_ZONE, ALL_ISO_WEEKDAYS, "BBBB4444", now)
    heroes = tuple(make_hero_badge(lesson=number) for number in range(HERO_BADGE_LESSONS))
    await publish_to_team(
        replace(make_pack(lessons=HERO_BADGE_LESSONS), badges=heroes), root, begins
    )
    async with connection() as conn:
        await conn.execute(INSERT_SETTLING_TEAMS, root, challenges // CHALLENGES_PER_TEAM, now)
        await conn.execute(INSERT_SETTLING_PEOPLE, root, now, people)
        await conn.execute(INSERT_EMPTY_PROGRESS)
        await conn.execute(INSERT_LEDGER_ENTRIES, first, last)
        await conn.execute(INSERT_REMEMBERED_CONCEPTS, last, CONCEPTS_PER_PERSON)
        await conn.execute(INSERT_CHALLENGES, root, first, last, begins, ends, CHALLENGE_MEASURES)
        for statement in (INSERT_CHALLENGE_SIDES, INSERT_CHALLENGE_STAGES):
            await conn.execute(statement)
        await conn.execute(INSERT_SETTLE_JOBS, ends + LATE_ATTEMPTS_GRACE)
        await conn.execute(f"VACUUM ANALYZE {VACUUMED_TABLES}")
    return ends + LATE_ATTEMPTS_GRACE
