"""Create a database with an organisation that has practised, and a session for every person."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asyncpg import Connection
from bench import practice_months
from bench.request_kinds import SignedInPerson
from bench.server import CREATE_FLOOR_TABLES
from bench.servers import BENCH_ROOT, open_setup_pool

from learning.actions.packs.load_shipped_pack import load_shipped_pack
from learning.actions.people.create_team import create_team
from learning.queries.packs.team_catalogue import (
    load_newest_catalogue_revision,
    load_team_catalogue,
)
from learning.queries.people.current_user import hash_token
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.people.join_codes import make_join_code
from learning.rules.rota.days import find_time_zone, to_local_day
from learning.steps.practice.load_learner_state import PROGRESS_COLUMNS
from learning.tables.database import close_pool, connection
from ops.migrate import migrate_database

BENCH_PACK_FOLDER = BENCH_ROOT / "content" / "packs" / "ten-habits"
BENCH_ZONES = (
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Australia/Sydney",
)
TEAM_COUNT = 10
PERSON_COLUMN_NAMES = "login name role team secret language minutes on_boards created_at"


@dataclass(frozen=True, slots=True)
class BenchDatabase:
    """The data to measure with. All rows that are newer than `started_at` came from the load."""

    catalogue: TeamCatalogue
    people: list[SignedInPerson]
    started_at: datetime


async def create_bench_database(database_url: str, people_count: int) -> BenchDatabase:
    """Migrate, and insert an organisation that has learned the shipped pack for up to a month."""
    await migrate_database(database_url)
    await open_setup_pool()
    now = datetime.now(UTC)
    zone = min(BENCH_ZONES, key=lambda name: _hours_from_noon(now, name))
    root, teams = await _create_teams(zone, now - timedelta(days=40))
    await load_shipped_pack(BENCH_PACK_FOLDER, now - timedelta(days=35))
    revision, today = await load_newest_catalogue_revision(), to_local_day(now, zone)
    catalogue = await load_team_catalogue((root, teams[0]), revision)
    async with connection() as conn:
        people, team_of = await _add_people(conn, people_count, teams, now)
        months = [
            practice_months.simulate_month(person.person, catalogue, today, zone)
            for person in people
        ]
        await practice_months.copy_months(conn, months, team_of, today, revision)
        for statement in (CREATE_FLOOR_TABLES, CREATE_SNAPSHOT, "VACUUM ANALYZE"):
            await conn.execute(statement)
    await close_pool()
    return BenchDatabase(catalogue, people, now)


CREATE_SNAPSHOT = (
    "CREATE TABLE before_memory AS TABLE memory; CREATE TABLE before_progress AS TABLE progress"
)
RESTORE_STATEMENTS = (
    "DELETE FROM attempt WHERE received_at >= $1",
    "DELETE FROM ledger_entry WHERE earned_at >= $1",
    "DELETE FROM award WHERE earned_at >= $1",
    "DELETE FROM memory WHERE last_at >= $1",
    "INSERT INTO memory SELECT * FROM before_memory ON CONFLICT DO NOTHING",
    f"""UPDATE progress g SET {", ".join(f"{name} = b.{name}" for name in PROGRESS_COLUMNS)}
 FROM before_progress b
 WHERE b.id = g.id AND g.last_day IS DISTINCT FROM b.last_day""",  # noqa: S608 - constant columns
    "DELETE FROM floor_answer",
    "VACUUM attempt, ledger_entry, award, memory, progress, floor_answer, floor_state",
)


async def restore_database(conn: Connection, database: BenchDatabase) -> None:
    """Undo what a run has recorded, so that every run begins with the same rows."""
    for statement in RESTORE_STATEMENTS:
        await conn.execute(statement, *([database.started_at] if "$1" in statement else []))


async def _create_teams(zone: str, created_at: datetime) -> tuple[int, list[int]]:
    codes = (make_join_code(secrets.token_bytes(5)) for _ in range(TEAM_COUNT + 1))
    root = await create_team("Bench", None, zone, range(1, 8), next(codes), created_at)
    return root, [
        await create_team(f"Site {n + 1}", root, zone, range(1, 8), next(codes), created_at)
        for n in range(TEAM_COUNT)
    ]


async def _add_people(
    conn: Connection, people_count: int, teams: list[int], now: datetime
) -> tuple[list[SignedInPerson], dict[int, int]]:
    """Insert people with one session each. Rows are inserted, because argon2 is slow."""
    people_rows = [
        (
            f"staff-{n}",
            f"Staff {n}",
            "learner",
            teams[n % len(teams)],
            "",
            "en",
            practice_months.BREAK_MINUTES,
            True,
            now,
        )
        for n in range(people_count)
    ]
    await conn.copy_records_to_table(
        "person", records=people_rows, columns=PERSON_COLUMN_NAMES.split()
    )
    rows = await conn.fetch("SELECT id, team FROM person ORDER BY id")
    people = [SignedInPerson(row["id"], secrets.token_urlsafe(32)) for row in rows]
    sessions = [
        (hash_token(person.token), person.person, now, now + timedelta(days=1)) for person in people
    ]
    await conn.copy_records_to_table(
        "session", records=sessions, columns=["token", "person", "created_at", "expires_at"]
    )
    return people, {row["id"]: row["team"] for row in rows}


def _hours_from_noon(now: datetime, zone: str) -> float:
    """Calculate how far a zone's time is from noon. The day must not end while we measure."""
    local = now.astimezone(find_time_zone(zone))
    return abs(local.hour + local.minute / 60 - 12)
