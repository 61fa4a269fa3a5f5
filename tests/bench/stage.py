"""The stage: a migrated database with an organisation at work, every phone of it signed in."""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asyncpg import Connection
from bench import month
from bench.scenes import Visitor
from bench.server import TABLES
from bench.servers import ROOT

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
from learning.tables.database import close_pool, connection, open_pool
from ops.migrate import migrate_database

PACK = ROOT / "content" / "packs" / "ten-habits"
ZONES = (
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Australia/Sydney",
)
TEAMS = 10
STAFF = "login name role team secret language minutes on_boards created_at"


@dataclass(frozen=True, slots=True)
class Stage:
    """What is ready to be measured. All rows that are younger than `begun` came from the load."""

    shelf: TeamCatalogue
    visitors: list[Visitor]
    begun: datetime


async def set_up(database_url: str, people: int) -> Stage:
    """Migrate, and let people of an organisation learn the shipped pack for up to a month."""
    await migrate_database(database_url)
    await open_pool(os.environ["DATABASE_URL"], 2)
    now = datetime.now(UTC)
    zone = min(ZONES, key=lambda name: _hours_from_noon(now, name))
    root, teams = await _organise(zone, now - timedelta(days=40))
    await load_shipped_pack(PACK, now - timedelta(days=35))
    edition, today = await load_newest_catalogue_revision(), to_local_day(now, zone)
    shelf = await load_team_catalogue((root, teams[0]), edition)
    async with connection() as conn:
        visitors, team_of = await _hire(conn, people, teams, now)
        lives = [month.live(visitor.person, shelf, today, zone) for visitor in visitors]
        await month.copy(conn, lives, team_of, today, edition)
        for statement in (TABLES, SNAPSHOT, "VACUUM ANALYZE"):
            await conn.execute(statement)
    await close_pool()
    return Stage(shelf, visitors, now)


SNAPSHOT = (
    "CREATE TABLE before_memory AS TABLE memory; CREATE TABLE before_progress AS TABLE progress"
)
PUT_BACK = (
    "DELETE FROM attempt WHERE received_at >= $1",
    "DELETE FROM ledger_entry WHERE earned_at >= $1",
    "DELETE FROM award WHERE earned_at >= $1",
    "DELETE FROM memory WHERE last_at >= $1",
    "INSERT INTO memory SELECT * FROM before_memory ON CONFLICT DO NOTHING",
    f"""UPDATE progress g SET {", ".join(f"{name} = b.{name}" for name in PROGRESS_COLUMNS)}
 FROM before_progress b WHERE b.id = g.id AND g.last_day IS DISTINCT FROM b.last_day""",  # noqa: S608 - the columns are a constant
    "DELETE FROM floor_answer",
    "VACUUM attempt, ledger_entry, award, memory, progress, floor_answer, floor_state",
)


async def put_back(conn: Connection, stage: Stage) -> None:
    """Undo what a run has recorded, so that every run begins where the first did: things due, nothing paid today."""
    for statement in PUT_BACK:
        await conn.execute(statement, *([stage.begun] if "$1" in statement else []))


async def _organise(zone: str, then: datetime) -> tuple[int, list[int]]:
    codes = (make_join_code(secrets.token_bytes(5)) for _ in range(TEAMS + 1))
    root = await create_team("Bench", None, zone, range(1, 8), next(codes), then)
    return root, [
        await create_team(f"Site {n + 1}", root, zone, range(1, 8), next(codes), then)
        for n in range(TEAMS)
    ]


async def _hire(
    conn: Connection, people: int, teams: list[int], now: datetime
) -> tuple[list[Visitor], dict[int, int]]:
    """Add people with a signed-in device each, straight into the tables: nobody waits for argon2 here."""
    staff = [
        (
            f"staff-{n}",
            f"Staff {n}",
            "learner",
            teams[n % len(teams)],
            "",
            "en",
            month.MINUTES,
            True,
            now,
        )
        for n in range(people)
    ]
    await conn.copy_records_to_table("person", records=staff, columns=STAFF.split())
    rows = await conn.fetch("SELECT id, team FROM person ORDER BY id")
    visitors = [Visitor(row["id"], secrets.token_urlsafe(32)) for row in rows]
    sessions = [
        (hash_token(one.token), one.person, now, now + timedelta(days=1)) for one in visitors
    ]
    await conn.copy_records_to_table(
        "session", records=sessions, columns=["token", "person", "created_at", "expires_at"]
    )
    return visitors, {row["id"]: row["team"] for row in rows}


def _hours_from_noon(now: datetime, zone: str) -> float:
    """Say how far a zone's clock is from noon: no day may end while we measure."""
    local = now.astimezone(find_time_zone(zone))
    return abs(local.hour + local.minute / 60 - 12)
