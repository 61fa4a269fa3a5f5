"""Migrations run once, also when two processes start them, and report a missing database."""

import asyncio
import os
import sys

import asyncpg
import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager

from learning.piccolo_app import APP_CONFIG
from ops.migrate import MIGRATION_LOCK_KEY, migrate_database
from ops.operator_errors import OperatorError


async def start_migrate(database_url: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops.migrate"),
        env={**os.environ, "DATABASE_URL": database_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def tables_and_migrations(database_url: str) -> tuple[int, list[str]]:
    connection = await asyncpg.connect(database_url)
    try:
        tables = await connection.fetchval(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        )
        rows = await connection.fetch("SELECT name FROM migration ORDER BY name")
        return tables, [row["name"] for row in rows]
    finally:
        await connection.close()


async def test_two_processes_migrate_a_new_database_once(empty_database: str) -> None:
    processes = [await start_migrate(empty_database) for _ in range(2)]
    outputs = [(await process.communicate())[0].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert sum("new migration" in output for output in outputs) == 1, outputs
    tables, names = await tables_and_migrations(empty_database)
    assert tables > 10
    assert names == sorted(set(names)) != []


async def test_migrating_waits_for_the_lock(empty_database: str) -> None:
    holder = await asyncpg.connect(empty_database)
    await holder.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK_KEY)
    process = await start_migrate(empty_database)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(process.wait(), 2.5)
    assert await holder.fetchval("SELECT to_regclass('migration')") is None
    await holder.close()
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, output.decode()


async def test_migrating_again_does_nothing(empty_database: str) -> None:
    for expected in ("new migration", "nothing to do"):
        process = await start_migrate(empty_database)
        output, _ = await process.communicate()
        assert expected in output.decode()


async def test_the_table_classes_match_the_migrations(database_url: str) -> None:
    changes = await AutoMigrationManager().get_alter_statements(app_config=APP_CONFIG)
    assert [change.statements for change in changes if change.statements] == []


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_ADMIN_URL"])
async def test_an_unreachable_database_is_reported_without_its_password(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "postgresql://herobreak:a-secret@127.0.0.1:1/herobreak"
    monkeypatch.setenv("DATABASE_ADMIN_URL", url if name == "DATABASE_ADMIN_URL" else "")
    with pytest.raises(OperatorError, match=r"can't be reached .*check DATABASE_URL") as raised:
        await migrate_database(url)
    assert "a-secret" not in raised.value.message
