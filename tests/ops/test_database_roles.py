"""The app signs in as a role that may do no more than its statements need."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from support.postgres_urls import connect_as_admin, make_app_url

from learning.tables.database import close_pool, open_pool
from ops.database_rights import (
    APPEND_ONLY_TABLES,
    CHANGED_COLUMNS,
    EXPIRING_TABLES,
    list_tables,
)
from ops.database_roles import OWNER_ROLE, find_admin_url
from ops.migrate import migrate_database

ROOT = Path(__file__).parents[2]
DENIED = asyncpg.InsufficientPrivilegeError
SECRET = "a-secret-of-the-test"
SOURCES = [
    path
    for folder in ("api", "learning", "ops", "worker")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
]
INSERT_PERSON = """
WITH made AS (
  INSERT INTO team (path, name, zone, work_days, join_code, created_at)
  VALUES ('{}', 'Chain', 'UTC', '{1}', 'AAAA2222', now()) RETURNING id
)
INSERT INTO person (login, name, role, team, secret, language, minutes, on_boards, created_at)
SELECT 'anna-lee', 'Anna Lee', 'learner', id, '', 'en', 5, true, now() FROM made RETURNING id
"""
INSERT_LEDGER_ENTRY = """
INSERT INTO ledger_entry (person, cause, points, team, day, earned_at)
SELECT id, 'test', 5, team, now(), now() FROM person RETURNING id
"""
INSERT_AUDIT_ENTRY = """
INSERT INTO audit_entry (at, verb, subject) VALUES (now(), 'erase', 'anna-lee') RETURNING id
"""


@asynccontextmanager
async def connect_as_app(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    conn = await asyncpg.connect(database_url)
    try:
        yield conn
    finally:
        await conn.close()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE heartbeat ADD COLUMN mine int",
        "DROP TABLE heartbeat",
        "TRUNCATE heartbeat",
        "CREATE INDEX ON heartbeat (at)",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        f"SET ROLE {OWNER_ROLE}",
        "SET session_replication_role = 'replica'",
        "SELECT rolpassword FROM pg_authid",
        "SELECT pg_read_file('postgresql.conf')",
        "COPY heartbeat TO PROGRAM 'cat'",
        "ALTER SYSTEM SET fsync = off",
        "DELETE FROM migration",
        "UPDATE ledger_entry SET points = 0",
        "DELETE FROM ledger_entry",
        "SELECT id FROM ledger_entry FOR UPDATE",
        "UPDATE attempt SET grade = 4",
        "DELETE FROM award",
        "UPDATE audit_entry SET verb = 'x'",
        "UPDATE audit_entry SET at = now()",
    ],
)
async def test_the_app_cannot(database: str, statement: str) -> None:
    async with connect_as_app(database) as conn:
        with pytest.raises(DENIED):
            await conn.execute(statement)


async def test_the_app_adds_rows_and_a_trigger_guards_what_it_may_change(database: str) -> None:
    async with connect_as_app(database) as conn:
        assert await conn.fetchval(INSERT_PERSON)
        assert await conn.fetchval(INSERT_LEDGER_ENTRY)
        assert await conn.fetchval(INSERT_AUDIT_ENTRY)
        with pytest.raises(asyncpg.RestrictViolationError):
            await conn.execute("UPDATE audit_entry SET subject = 'erased-1'")
        assert await conn.execute("DELETE FROM heartbeat") == "DELETE 0"


async def test_the_app_has_no_strong_right_and_owns_no_table(database: str) -> None:
    async with connect_as_app(database) as conn:
        role = await conn.fetchrow(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        )
        owners = await conn.fetch(
            "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
        )
    assert not any(role.values())
    assert [row["tableowner"] for row in owners] == [OWNER_ROLE]


def test_rows_are_only_added_where_no_statement_changes_them() -> None:
    """Read all statements of the code. A table that none of them changes must be in the list."""
    texts = [path.read_text() for path in SOURCES]
    classes = dict(
        reversed(found)
        for path in (ROOT / "learning" / "tables").glob("*.py")
        for found in re.findall(r"class (\w+)\(Table, tablename=\"(\w+)\"", path.read_text())
    )
    changed = {table for table in list_tables() if _is_changed(table, classes, texts)}
    assert (
        set(list_tables()) - changed == APPEND_ONLY_TABLES - set(CHANGED_COLUMNS) - EXPIRING_TABLES
    )


def _is_changed(table: str, classes: dict[str, str], texts: list[str]) -> bool:
    """Say whether a statement updates or deletes rows. `FROM {table}` stands for two tables."""
    class_name = next(name for name, known in _swap(classes) if known == table)
    patterns = (
        rf"\bUPDATE \"?{table}\b",
        rf"\bDELETE FROM {table}\b",
        rf"INSERT INTO {table}\b[^;\"]*?DO UPDATE",
        rf"\b{class_name}\.(update|delete)\(",
        rf"FROM {table} WHERE [^;\"]* FOR (NO KEY )?UPDATE",
    )
    return any(re.search(pattern, text) for text in texts for pattern in patterns)


def _swap(classes: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, table) for table, name in classes.items()]


async def test_a_table_of_a_later_migration_gets_its_rights(empty_database: str) -> None:
    await migrate_database(empty_database)
    async with connect_as_admin(empty_database) as conn:
        await conn.execute("REVOKE ALL ON heartbeat, heartbeat_id_seq FROM herobreak_app")
        await conn.execute("GRANT DELETE ON ledger_entry TO herobreak_app")
    await migrate_database(empty_database)
    async with connect_as_app(empty_database) as conn:
        await conn.execute("INSERT INTO heartbeat (part, at) VALUES ('worker', now())")
        with pytest.raises(DENIED):
            await conn.execute("DELETE FROM ledger_entry")


async def test_tables_of_an_earlier_version_change_their_owner_and_keep_their_rows(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, a superuser owned all tables."""
    admin_url = find_admin_url(empty_database)
    monkeypatch.setattr("ops.migrate.OWNER_ROLE", "")
    monkeypatch.setattr("ops.database_rights.grant_rights", _grant_nothing)
    await migrate_database(empty_database)
    monkeypatch.undo()
    async with connect_as_app(admin_url) as conn:
        assert await conn.fetchval(
            "SELECT tableowner FROM pg_tables WHERE tablename = 'person'"
        ) == ("herobreak")
        await conn.fetchval(INSERT_PERSON)
    await migrate_database(empty_database)
    async with connect_as_app(empty_database) as conn:
        assert await conn.fetchval("UPDATE person SET minutes = 10 RETURNING login") == "anna-lee"
        assert await conn.fetchval(INSERT_LEDGER_ENTRY)
        owners = await conn.fetch("SELECT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert {row["tableowner"] for row in owners} == {OWNER_ROLE}


async def _grant_nothing(*_: object) -> None: ...


async def run_migrate(**environment: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops.migrate"),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await process.communicate())[0].decode()
    return process.returncode, output


async def test_a_superuser_as_the_app_is_refused(empty_database: str) -> None:
    admin_url = find_admin_url(empty_database)
    for given in ("", admin_url):
        code, output = await run_migrate(DATABASE_URL=admin_url, DATABASE_ADMIN_URL=given)
        assert code == 1
        assert "SUPERUSER" in output
        assert "DATABASE_ADMIN_URL" in output
        assert str(make_app_url(admin_url)).split(":")[2].partition("@")[0] not in output
    async with connect_as_admin(empty_database) as conn:
        assert await conn.fetchval("SELECT to_regclass('person')") is None


async def test_one_role_without_strong_rights_may_own_the_tables(empty_database: str) -> None:
    async with connect_as_admin(empty_database) as conn:
        await conn.execute(f"CREATE ROLE lone LOGIN PASSWORD '{SECRET}'")
        try:
            await conn.execute("GRANT CREATE ON SCHEMA public TO lone")
            lone_url = empty_database.replace("//herobreak_app:", "//lone:").replace(
                empty_database.split(":")[2].partition("@")[0], SECRET
            )
            code, output = await run_migrate(DATABASE_URL=lone_url, DATABASE_ADMIN_URL="")
            assert code == 0, output
            async with connect_as_app(lone_url) as app:
                assert await app.fetchval(INSERT_PERSON)
        finally:
            await conn.execute("DROP OWNED BY lone; DROP ROLE lone")


async def test_an_administrator_who_is_no_superuser_makes_the_roles(empty_database: str) -> None:
    """As at hosts of PostgreSQL: the account makes roles, and owns the database."""
    name = empty_database.rpartition("/")[2].partition("?")[0]
    async with connect_as_admin(empty_database) as conn:
        await conn.execute(f"CREATE ROLE host_admin LOGIN CREATEROLE PASSWORD '{SECRET}'")
        await conn.execute(f'ALTER DATABASE "{name}" OWNER TO host_admin')
        await conn.execute(f"GRANT {OWNER_ROLE} TO host_admin WITH ADMIN TRUE, SET FALSE")
        old_secret = empty_database.split(":")[2].partition("@")[0]
        given = empty_database.replace("//herobreak_app:", "//host_admin:")
        app_url = empty_database.replace("//herobreak_app:", "//other_app:")
        try:
            code, output = await run_migrate(
                DATABASE_URL=app_url, DATABASE_ADMIN_URL=given.replace(old_secret, SECRET)
            )
            assert code == 0, output
            async with connect_as_app(app_url) as app:
                assert await app.fetchval(INSERT_PERSON)
        finally:
            await conn.execute(f'ALTER DATABASE "{name}" OWNER TO herobreak')
            await conn.execute("DROP OWNED BY other_app; DROP ROLE IF EXISTS other_app")
            await conn.execute("DROP OWNED BY host_admin; DROP ROLE host_admin")


async def test_a_changed_password_of_the_app_is_stored_at_the_next_start(
    empty_database: str,
) -> None:
    app_url = empty_database.replace("//herobreak_app:", "//changing_app:")
    old_secret = empty_database.split(":")[2].partition("@")[0]
    try:
        for url in (app_url, app_url.replace(old_secret, SECRET)):
            code, output = await run_migrate(DATABASE_URL=url)
            assert code == 0, output
            await open_pool(url, 1)
            await close_pool()
    finally:
        async with connect_as_admin(empty_database) as conn:
            await conn.execute("DROP OWNED BY changing_app; DROP ROLE changing_app")
