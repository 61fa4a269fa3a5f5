"""A backup of one database is restored into another one on the operator's own server."""

import asyncio
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from click.testing import CliRunner, Result
from support.api_client import create_session
from support.people import add_person, add_team, find_person
from support.pool import open_test_pool
from support.postgres_urls import connect_as_admin
from support.table_digests import read_table_digests

from learning.actions.people.erase_person import erase_person
from learning.actions.people.keep_erasures import (
    ERASURES_FILE,
    erase_again,
    keep_erasures,
    read_erasures,
    update_erasure_list,
)
from learning.queries.people.erasures import Erasure
from learning.tables.database import connection
from ops.backup.archive import DUMP, MANIFEST, open_archive
from ops.backup.unfinished_restore import mark_restore
from ops.cli import main
from ops.migrate import migrate_database
from ops.operator_errors import OperatorError

NOW = datetime.now(UTC)


@dataclass
class MadeBackup:
    """A backup of a shop, what its rows were, and a person of it."""

    file: Path
    digests: dict[str, str]
    anna: Erasure

    def copy_to(self, folder: Path) -> Path:
        """Copy the backup without the list that lies beside it."""
        return Path(shutil.copy(self.file, folder))


def run_command(*arguments: str, **variables: str) -> Result:
    """Run a command of Herobreak on the tests' servers."""
    return CliRunner().invoke(main, arguments, env=variables)


def restore(file: Path, database_url: str, *options: str) -> str:
    done = run_command("restore", str(file), *options, DATABASE_URL=database_url)
    assert done.exit_code == 0, done.output
    return done.output


def query(database_url: str, statement: str) -> list[tuple[Any, ...]]:
    """Read rows as the administrator."""
    return asyncio.run(read_rows(database_url, statement))


async def read_rows(database_url: str, statement: str) -> list[tuple[Any, ...]]:
    async with connect_as_admin(database_url) as conn:
        return [tuple(row) for row in await conn.fetch(statement)]


def read_digests(database_url: str) -> dict[str, str]:
    return asyncio.run(read_digests_as_admin(database_url))


async def read_digests_as_admin(database_url: str) -> dict[str, str]:
    async with connect_as_admin(database_url) as conn:
        return await read_table_digests(conn)


@pytest.fixture(scope="module")
def backup(
    database_url: str,
    redis_url: str,
    empty_every_table: Callable[[], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> MadeBackup:
    """Back up a shop of four people, of whom one was erased."""
    empty_every_table()
    anna = asyncio.run(fill_shop())
    file = tmp_path_factory.mktemp("kept") / "herobreak.zip"
    done = run_command("backup", str(file))
    assert done.exit_code == 0, done.output
    assert "Backed up to" in done.output
    return MadeBackup(file, read_digests(database_url), anna)


async def fill_shop() -> Erasure:
    async with open_test_pool():
        team = await add_team("Shop", NOW)
        olga = await add_person("olga-brandt", team, NOW, "admin")
        anna = await add_person("anna-lee", team, NOW)
        for login in ("ben-ode", "carl-hoff"):
            await add_person(login, team, NOW)
        for person in (olga, anna):
            await create_session(person.id)
        await erase_person("carl-hoff", NOW)
        return Erasure(anna.id, anna.created_at, NOW)


def test_everything_comes_back_and_the_app_gets_its_rights(
    backup: MadeBackup, empty_database: str, tmp_path: Path
) -> None:
    assert "is restored in" in restore(backup.copy_to(tmp_path), empty_database)
    assert read_digests(empty_database) == backup.digests
    asyncio.run(check_rights(empty_database))


async def check_rights(database_url: str) -> None:
    conn = await asyncpg.connect(database_url)
    try:
        await conn.execute("UPDATE person SET minutes = 6 WHERE login = 'anna-lee'")
        await conn.execute("INSERT INTO heartbeat (part, at) VALUES ('x', now())")
        for statement in ("DELETE FROM ledger_entry", "UPDATE audit_entry SET verb = ''"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.execute(statement)
    finally:
        await conn.close()


@pytest.mark.parametrize("place", ["beside", "given"])
def test_people_who_were_erased_later_are_erased_again(
    backup: MadeBackup, empty_database: str, tmp_path: Path, place: str
) -> None:
    known_at, other = datetime.now(UTC) + timedelta(minutes=2), tmp_path / "other"
    other.mkdir()
    file = backup.copy_to(tmp_path)
    update_erasure_list(tmp_path if place == "beside" else other, [backup.anna], known_at)
    given = ["--erasures", str(other / ERASURES_FILE), "--end-sessions"]
    output = restore(file, empty_database, *(given if place == "given" else []))
    assert "1 person was erased again" in output
    assert f"{known_at:%H:%M} UTC" in output
    people = query(empty_database, "SELECT login FROM person WHERE erased_at IS NULL ORDER BY 1")
    assert people == [("ben-ode",), ("olga-brandt",)]
    entries = query(empty_database, "SELECT subject FROM audit_entry WHERE verb = 'erase_person'")
    assert (f"left-{backup.anna.person}",) in entries
    sessions = query(empty_database, "SELECT login FROM session JOIN person p ON p.id = person")
    assert sessions == ([("olga-brandt",)] if place == "beside" else [])


async def test_somebody_else_with_the_same_id_is_not_erased(database: str) -> None:
    """After a restore ids are given again."""
    async with open_test_pool():
        ben = await add_person("ben-ode", await add_team("Shop", NOW), NOW)
        other = Erasure(ben.id, ben.created_at + timedelta(seconds=1), NOW)
        assert await erase_again([other], NOW) == (0, [])
        assert (await find_person("ben-ode")).erased_at is None
        assert await erase_again([Erasure(ben.id, ben.created_at, NOW)], NOW) == (1, [])


async def test_an_admin_who_is_the_only_one_in_the_backup_is_named(database: str) -> None:
    async with open_test_pool():
        team = await add_team("Shop", NOW)
        olga = await add_person("olga-brandt", team, NOW, "admin")
        anna = await add_person("anna-lee", team, NOW)
        people = [Erasure(one.id, one.created_at, NOW) for one in (olga, anna)]
        assert await erase_again(people, NOW) == (1, ["olga-brandt"])


async def test_the_list_of_erased_people_only_grows_and_names_nobody(
    database: str, tmp_path: Path
) -> None:
    async with open_test_pool():
        await keep_erasures(tmp_path / "missing", NOW)
        assert not (tmp_path / "missing").exists()
        team = await add_team("Shop", NOW)
        for count, login in enumerate(("anna-lee", "ben-ode"), start=1):
            await add_person(login, team, NOW)
            await erase_person(login, NOW)
            await keep_erasures(tmp_path, NOW)
            async with connection() as conn:  # As if an older backup had been restored.
                await conn.execute("UPDATE person SET erased_at = NULL")
            listed = read_erasures(tmp_path / ERASURES_FILE)
            assert listed is not None
            assert len(listed.people) == count
    assert "anna" not in (tmp_path / ERASURES_FILE).read_text().lower()


def test_nothing_is_restored_over_something(backup: MadeBackup, database: str) -> None:
    done = run_command("restore", str(backup.file))
    assert done.exit_code == 1
    assert "not empty" in done.output
    assert "HEROBREAK_DATA=/new/folder" in done.output
    assert query(database, "SELECT count(*) FROM person") == [(0,)]


def test_a_backup_of_a_newer_version_is_refused(
    backup: MadeBackup, empty_database: str, tmp_path: Path
) -> None:
    newer = tmp_path / "newer.zip"
    with zipfile.ZipFile(backup.file) as old, zipfile.ZipFile(newer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == MANIFEST:
                manifest = json.loads(content)
                manifest["herobreak"] = "9.0.0"
                manifest["migrations"].append("2031-01-01T00:00:00:000000")
                content = json.dumps(manifest).encode()
            new.writestr(name, content)
    done = run_command("restore", str(newer), DATABASE_URL=empty_database)
    assert done.exit_code == 1
    assert "Herobreak 9.0.0, which is newer" in done.output
    assert read_digests(empty_database) == {}


def test_a_restore_that_was_cut_off_is_not_served_and_can_be_repeated(
    backup: MadeBackup, empty_database: str
) -> None:
    with open_archive(backup.file) as archive:
        made_at = archive.manifest.made_at
    asyncio.run(mark(empty_database, made_at))
    with pytest.raises(OperatorError, match="was cut off here"):
        asyncio.run(migrate_database(empty_database))
    restore(backup.file, empty_database)
    asyncio.run(mark(empty_database, made_at))  # Now the dump is there, and the rest is not.
    restore(backup.file, empty_database)
    assert query(empty_database, "SELECT count(*) FROM person") == [(4,)]
    asyncio.run(migrate_database(empty_database))
    asyncio.run(mark(empty_database, NOW - timedelta(days=9)))
    done = run_command("restore", str(backup.file), DATABASE_URL=empty_database)
    assert done.exit_code == 1
    assert "give that file again" in done.output


async def mark(database_url: str, made_at: datetime) -> None:
    async with connect_as_admin(database_url) as conn:
        await mark_restore(conn, made_at)


def test_a_backup_goes_to_standard_output_and_nothing_else_does(
    database: str, redis_url: str
) -> None:
    done = run_command("backup", "-")
    assert done.exit_code == 0, done.stderr
    with zipfile.ZipFile(io.BytesIO(done.stdout_bytes)) as archive:
        assert archive.testzip() is None
        assert {DUMP, MANIFEST, ERASURES_FILE} <= set(archive.namelist())


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    url = "postgresql://herobreak:a-secret@127.0.0.1:1/herobreak"
    done = run_command(
        "backup", DATABASE_URL=url, DATABASE_ADMIN_URL="", HEROBREAK_BACKUPS=str(tmp_path)
    )
    assert done.exit_code == 1
    assert "can't be reached" in done.output
    assert "a-secret" not in done.output
    assert list(tmp_path.iterdir()) == []
