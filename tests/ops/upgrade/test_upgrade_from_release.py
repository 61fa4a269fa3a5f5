"""Data of the previous release is upgraded, and people go on with it.

`herobreak-0.2.0.sql.gz` was written by that release: its actions made the rows, and `pg_dump` with
`--no-owner --no-privileges` the file. All people in it are invented; their secrets are below.
"""

import asyncio
import gzip
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from httpx import AsyncClient
from support import transport
from support.postgres_urls import connect_as_admin, replace_url_path
from support.stored_states import (
    assert_memories_are_folds,
    assert_points_are_those_of_the_ledger,
    read_season_board,
)

from learning.actions.boards.repair_boards import repair_boards
from learning.queries.boards.board_scores import open_boards
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.tables.database import close_pool, open_pool
from ops.database_roles import find_admin_url
from ops.embedded.postgres import find_postgres_programs
from ops.migrate import list_known_migrations, migrate_database

RELEASE = Path(__file__).parent / "herobreak-0.2.0.sql.gz"
URL = "http://hero.test"
SECRETS = {"anna-lee": "840213", "lea-winter": "green-river-stone-4"}


def load_release(database_url: str) -> None:
    """Load the release's data as the administrator, who owned everything then."""
    subprocess.run(
        [
            *(find_postgres_programs() / "psql", "--quiet", "--no-psqlrc"),
            *("--set=ON_ERROR_STOP=1", f"--dbname={find_admin_url(database_url)}"),
        ],
        input=gzip.decompress(RELEASE.read_bytes()),
        check=True,
        capture_output=True,
    )


@dataclass
class Upgraded:
    """The upgraded database, and what was in it before."""

    url: str
    people: list[tuple[Any, ...]]
    columns: dict[tuple[str, str], asyncpg.Record]


@pytest.fixture(scope="module")
def upgraded(postgres_server: str) -> Iterator[Upgraded]:
    """Give a database with the data of the release, after the migrations of this version."""
    name = f"upgraded_{os.getpid()}"
    url = replace_url_path(postgres_server, name)
    asyncio.run(execute(postgres_server, f"CREATE DATABASE {name}"))
    load_release(url)
    before = asyncio.run(read_people(url)), asyncio.run(read_columns(url))
    asyncio.run(migrate_database(url))
    yield Upgraded(url, *before)
    asyncio.run(execute(postgres_server, f"DROP DATABASE {name} WITH (FORCE)"))


async def execute(database_url: str, statement: str) -> None:
    async with connect_as_admin(database_url) as conn:
        await conn.execute(statement)


@pytest.fixture
async def pool(upgraded: Upgraded, clean_redis: str) -> AsyncIterator[str]:
    """Open the pool on the upgraded database. Give its address."""
    clear_catalogue_cache()
    await open_pool(upgraded.url)
    yield upgraded.url
    await close_pool()
    clear_catalogue_cache()


async def read_people(database_url: str) -> list[tuple[Any, ...]]:
    async with connect_as_admin(database_url) as conn:
        rows = await conn.fetch(
            "SELECT p.login, p.name, p.role, g.points, g.streak, g.longest_streak,"
            " (SELECT count(*) FROM attempt WHERE person = p.id),"
            " (SELECT count(*) FROM award WHERE person = p.id)"
            " FROM person p LEFT JOIN progress g ON g.person = p.id ORDER BY p.id"
        )
    return [tuple(row) for row in rows]


async def test_the_previous_release_is_upgraded_and_nothing_is_lost(upgraded: Upgraded) -> None:
    assert len(upgraded.people) == 6
    assert sum(attempts for *_, attempts, _ in upgraded.people) == 111
    assert await read_people(upgraded.url) == upgraded.people
    async with connect_as_admin(upgraded.url) as conn:
        names = await conn.fetch("SELECT name FROM migration ORDER BY name")
        assert [name for (name,) in names] == list_known_migrations()
        assert await assert_memories_are_folds(conn) > 20
        assert await assert_points_are_those_of_the_ledger(conn) > 200


async def test_the_previous_release_can_serve_while_the_new_one_starts(upgraded: Upgraded) -> None:
    """Migrations expand: what statements of the release name is there, with the same type.

    A row that the release writes leaves new columns out, so they are nullable or have a default.
    """
    before, after = upgraded.columns, await read_columns(upgraded.url)
    assert sorted(before.keys() - after.keys()) == []
    changed = [
        key
        for key, column in before.items()
        if column["data_type"] != after[key]["data_type"]
        or (after[key]["length"] or 10**9) < (column["length"] or 10**9)
        or (column["may_be_left_out"] and not after[key]["may_be_left_out"])
    ]
    assert changed == []
    old_tables = {table for table, _ in before}
    needed = [
        key
        for key in after.keys() - before.keys()
        if key[0] in old_tables and not after[key]["may_be_left_out"]
    ]
    assert sorted(needed) == []


async def test_people_go_on_with_a_break_after_the_upgrade(pool: str, clean_redis: str) -> None:
    async with (
        transport.open_app(HEROBREAK_URL=URL) as app,
        AsyncClient(transport=transport.make_transport(app), base_url=URL) as client,
    ):
        await sign_in(client, "anna-lee")
        before = (await client.get("/api/me")).json()["points"]
        answered = await play_break(client)
        assert answered >= 2
        assert (await client.get("/api/me")).json()["points"] > before
        await client.delete("/api/session")
        await sign_in(client, "lea-winter")
        for path in ("/api/challenges", "/api/team"):
            assert (await client.get(path)).status_code == 200
    async with connect_as_admin(pool) as conn:
        assert await conn.fetchval("SELECT count(*) FROM attempt") == 111 + answered
        await assert_memories_are_folds(conn)
        await assert_points_are_those_of_the_ledger(conn)
    await assert_boards_are_those_of_progress(pool, clean_redis)


async def sign_in(client: AsyncClient, login: str) -> None:
    answer = await client.post("/api/session", json={"login": login, "secret": SECRETS[login]})
    assert answer.status_code == 201, answer.text


async def play_break(client: AsyncClient) -> int:
    """Read the lessons and answer the questions of today. Return the number of questions."""
    today = (await client.get("/api/today")).json()
    attempts = []
    for item in today["items"]:
        if item["kind"] == "lesson":
            read = {"id": str(uuid4()), "read_at": today_instant(), "seconds": 30}
            answer = await client.post(f"/api/lessons/{item['lesson_id']}/read", json=read)
            assert answer.is_success, answer.text
        else:
            attempts.append(make_answer(item))
    answer = await client.post("/api/attempts", json={"attempts": attempts})
    assert [one["status"] for one in answer.json()["outcomes"]] == ["recorded"] * len(attempts)
    return len(attempts)


def make_answer(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "question_id": item["question_id"],
        "response": {"choices": ["a"]},
        "confidence": "sure",
        "answered_at": today_instant(),
        "seconds": 9,
    }


def today_instant() -> str:
    return datetime.now(UTC).isoformat()


async def assert_boards_are_those_of_progress(database_url: str, redis_url: str) -> None:
    now = datetime.now(UTC)
    boards = open_boards(redis_url)
    await repair_boards(boards, now)
    await boards.close()
    async with connect_as_admin(database_url) as conn:
        root = await conn.fetchval("SELECT id FROM team WHERE parent IS NULL")
        rows = await conn.fetch(
            "SELECT person, season_points FROM progress g JOIN person p ON p.id = g.person"
            " WHERE on_boards AND season = date_trunc('quarter', now())::date AND season_points > 0"
        )
    shown = await read_season_board(redis_url, root, now)
    assert shown == dict(rows) != {}


SELECT_COLUMNS = """
SELECT table_name, column_name, data_type, character_maximum_length AS length,
  is_nullable = 'YES' OR column_default IS NOT NULL OR is_identity = 'YES' AS may_be_left_out
FROM information_schema.columns WHERE table_schema = 'public'
"""


async def read_columns(database_url: str) -> dict[tuple[str, str], asyncpg.Record]:
    async with connect_as_admin(database_url) as conn:
        rows = await conn.fetch(SELECT_COLUMNS)
    return {(row["table_name"], row["column_name"]): row for row in rows}
