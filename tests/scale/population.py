"""Build an organisation of a given size by set-based SQL, as if it had practised for months."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from asyncpg import Connection
from bench.bulk_fill import drop_constraints
from bench.request_kinds import SignedInPerson
from bench.servers import BENCH_ROOT
from scale import challenge_sql, population_sql
from support.packs import make_valid_zip

from learning.actions.packs.load_shipped_pack import load_shipped_pack
from learning.actions.packs.receive_pack import receive_pack
from learning.actions.people.create_team import create_team
from learning.queries.packs.team_catalogue import (
    load_newest_catalogue_revision,
    load_team_catalogue,
)
from learning.queries.people.current_user import hash_token
from learning.rules.boards.periods import PERIOD_RULES, find_period_start
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, to_local_day
from learning.steps.jobs.job_rows import write_job
from learning.tables.database import close_pool, connection

SCALE_PACK_FOLDER = BENCH_ROOT / "content" / "packs" / "ten-habits"
PEOPLE_PER_TEAM, TEAMS_PER_REGION = 25, 40
PRACTISED_PERCENT = 55
"""With two attempts a day, 90 days make 99 attempts and 59 ledger entries per person."""
KNOWN_CONCEPTS = 40
OPEN_MEASURES = ["breaks", "streak_days", "checkpoints", "remembered"]
"""The measures of the challenges that run in every region."""
ENDED_MEASURES = ["breaks"]
FILLED_TABLES = ("attempt", "ledger_entry", "memory", "lesson_read")
HOT_PEOPLE = 200
"""Learners with a session, for the hot paths."""
ROLES = ("learner", "leader", "region leader", "admin")
FIND_ROLES = {
    "learner": "SELECT min(id) FROM person WHERE role = 'learner'",
    "leader": "SELECT min(id) FROM person WHERE role = 'leader' AND login LIKE 'p-%'",
    "region leader": "SELECT min(id) FROM person WHERE login LIKE 'region-%'",
    "admin": "SELECT min(id) FROM person WHERE role = 'admin'",
}


@dataclass(frozen=True, slots=True)
class ScaleSize:
    """How many people practised for how many days, and how often a role asks for each screen."""

    people: int
    days: int
    requests: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """What to measure with: a signed-in person of each role, and people who answer."""

    catalogue: TeamCatalogue
    by_role: dict[str, SignedInPerson]
    team_by_role: dict[str, int]
    answering: list[SignedInPerson]


async def build_organisation(size: ScaleSize) -> Organisation:
    """Insert everything, vacuum, and sign a person of each role in. The pool must be open."""
    now = datetime.now(UTC)
    created, today = now - timedelta(days=size.days + 10), to_local_day(now, "UTC")
    root = await create_team("Scale", None, "UTC", ALL_ISO_WEEKDAYS, "BBBB4444", created)
    await load_shipped_pack(SCALE_PACK_FOLDER, created)
    catalogue = await load_team_catalogue((root,), await load_newest_catalogue_revision())
    async with connection() as conn:
        await _insert_tree(conn, root, size.people, created)
        await _insert_practice(conn, catalogue, size.days, today)
        await _insert_recognition(conn, catalogue, root, size.days, now)
        await _insert_challenges(conn, root, today, now)
        await _insert_jobs(conn, root, today, now)
        await conn.execute("VACUUM ANALYZE")
        by_role = {
            role: await _sign_in(conn, await conn.fetchval(FIND_ROLES[role]), now) for role in ROLES
        }
        await receive_pack(by_role["admin"].person, "p.zip", make_valid_zip(), uuid4(), now)
        rows = await conn.fetch(
            "SELECT id FROM person WHERE role = 'learner' ORDER BY id OFFSET 1 LIMIT $1", HOT_PEOPLE
        )
        answering = [await _sign_in(conn, row["id"], now) for row in rows]
        team_by_role = {
            role: await conn.fetchval("SELECT team FROM person WHERE id = $1", person.person)
            for role, person in by_role.items()
        }
    await close_pool()
    return Organisation(catalogue, by_role, team_by_role, answering)


async def _insert_tree(conn: Connection, root: int, people: int, created: datetime) -> None:
    teams = max(2, people // PEOPLE_PER_TEAM)
    regions = -(-teams // TEAMS_PER_REGION)
    await conn.execute(population_sql.INSERT_REGIONS, root, regions, created)
    await conn.execute(population_sql.INSERT_TEAMS, root, teams, created, TEAMS_PER_REGION)
    await conn.execute(population_sql.INSERT_TEAM_PEOPLE, created, PEOPLE_PER_TEAM)
    await conn.execute(population_sql.INSERT_REGION_LEADERS, created)
    await conn.execute(population_sql.INSERT_ADMINS, root, created)
    await conn.execute("ANALYZE person, team")


async def _insert_practice(
    conn: Connection, catalogue: TeamCatalogue, days: int, today: date
) -> None:
    """Insert attempts and ledger entries day by day, as real tables grow, then what follows."""
    version = catalogue.pack_versions[0]
    practised = [
        (questions[0].id, concept)
        for concept, questions in version.questions_by_concept.items()
        if questions and not questions[0].checkpoint
    ][:KNOWN_CONCEPTS]
    questions, concepts = map(list, zip(*practised, strict=True))
    async with drop_constraints(conn, FILLED_TABLES):
        for number in range(days):
            day = today - timedelta(days=days - number)
            await conn.execute(
                population_sql.INSERT_ATTEMPTS_OF_DAY,
                *(day, number, PRACTISED_PERCENT, questions, concepts, version.id),
            )
            await conn.execute(
                population_sql.INSERT_ENTRIES_OF_DAY, day, number, PRACTISED_PERCENT, concepts
            )
        await conn.execute(population_sql.INSERT_MEMORIES, today, concepts, questions)
        lessons = list(version.lesson_by_id)[:10]
        await conn.execute(population_sql.INSERT_READINGS, today, lessons)
    await conn.execute(population_sql.INSERT_ROTA_DAYS, today)


async def _insert_recognition(
    conn: Connection, catalogue: TeamCatalogue, root: int, day_count: int, now: datetime
) -> None:
    today = to_local_day(now, "UTC")
    days = [today - timedelta(days=ago) for ago in range(day_count + 1)]
    starts = [[find_period_start(period, day) for day in days] for period in PERIOD_RULES]
    await conn.execute("ANALYZE ledger_entry")
    await conn.execute(population_sql.INSERT_PROGRESS, days, *starts)
    badges = [f"ten-habits.badge-{number}" for number in range(5)]
    await conn.execute(population_sql.INSERT_AWARDS, now, badges)
    trait = next(iter(catalogue.pack_versions[0].lesson_by_id))
    await conn.execute(population_sql.INSERT_MOMENTS, today, trait)
    await conn.execute(population_sql.INSERT_PHOTO)
    week = find_period_start("week", today) - timedelta(days=7)
    await conn.execute(population_sql.INSERT_LAST_LEAGUES, root, week)
    await conn.execute(population_sql.INSERT_AUDIT_ENTRIES, now)


async def _insert_challenges(conn: Connection, root: int, today: date, now: datetime) -> None:
    for title, measures, first, last in (
        ("Running", OPEN_MEASURES, today - timedelta(days=10), today + timedelta(days=10)),
        ("Ended", ENDED_MEASURES, today - timedelta(days=20), today - timedelta(days=4)),
    ):
        await conn.execute(
            challenge_sql.INSERT_CHALLENGES,
            *(root, measures, first, last, "running", now - timedelta(days=30), title),
        )
    await conn.execute(challenge_sql.INSERT_SIDES)
    await conn.execute(challenge_sql.INSERT_STAGES)
    await conn.execute(challenge_sql.INSERT_NOTICES)


async def _insert_jobs(conn: Connection, root: int, today: date, now: datetime) -> None:
    """Write a job of each kind of the clock. Creating the root has written those of its nights."""
    await conn.execute(challenge_sql.INSERT_SETTLE_JOBS, now)
    await conn.execute(challenge_sql.INSERT_NOTICE_JOBS, now)
    await conn.execute(challenge_sql.INSERT_DELIVERY_JOBS, now)
    await conn.execute(challenge_sql.INSERT_DONE_JOBS, today)
    teams = await conn.fetch("SELECT id FROM team WHERE cardinality(path) = 3")
    tomorrow = (today + timedelta(days=1)).isoformat()
    for row in teams:
        await write_job(conn, "plan_team", str(row["id"]), tomorrow, now)
    season = find_period_start("season", find_period_start("season", today) - timedelta(days=1))
    await write_job(conn, "close_season", str(root), season.isoformat(), now)


async def _sign_in(conn: Connection, person: int, now: datetime) -> SignedInPerson:
    signed_in = SignedInPerson(person, secrets.token_urlsafe(32))
    await conn.execute(
        "INSERT INTO session (token, person, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        *(hash_token(signed_in.token), person, now, now + timedelta(days=1)),
    )
    return signed_in
