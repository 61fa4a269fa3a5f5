"""`herobreak upgrade` brings a data folder of an older PostgreSQL to the newest one.

The wheel has the programs of two major versions, so the older one really runs here.
"""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner, Result
from support.served_processes import make_operator_environment
from support.table_digests import read_table_digests

from ops.backup.postgres_programs import read_major_version
from ops.cli import main
from ops.data_folder import DataFolder
from ops.embedded import ServerAddresses, ports, postgres, postgres_addresses, run_server
from ops.embedded.account import find_unprivileged_account
from ops.migrate import migrate_database
from ops.server_addresses import use_servers

OLDER = "16"
FILL = """
INSERT INTO team (path, name, zone, work_days, join_code, created_at)
VALUES ('{}', 'Chain', 'UTC', '{1}', 'AAAA2222', now());
INSERT INTO person (login, name, role, team, secret, language, minutes, on_boards, created_at)
SELECT 'anna-lee', 'Anna Lee', 'admin', id, '', 'en', 5, true, now() FROM team;
INSERT INTO progress (person) SELECT id FROM person;
"""


def find_older_programs() -> Path:
    return next(
        folder
        for folder in postgres.list_embedded_programs()
        if read_major_version(folder / "postgres") == int(OLDER)
    )


def make_older_cluster(cluster: Path) -> None:
    """Make a cluster as an older Herobreak made it. That version had no built-in locales."""
    account = find_unprivileged_account()
    cluster.parent.mkdir(parents=True)
    password = cluster.parent / "password"
    password.write_text("a-secret-of-the-test\n")
    cluster.mkdir(mode=0o700)
    account.give_folder(cluster)
    account.give_file(password)
    subprocess.run(
        [
            *(find_older_programs() / "initdb", "-D", cluster, "-U", "herobreak"),
            *(f"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
        ],
        check=True,
        capture_output=True,
        preexec_fn=account.switch_user,
    )
    password.rename(cluster / postgres_addresses.ADMIN_PASSWORD_FILE)
    account.give_file(postgres_addresses.ensure_app_password(cluster))


@contextmanager
def run_cluster(folder: DataFolder, programs: Path) -> Iterator[ServerAddresses]:
    port, cluster = ports.find_free_port(), folder.postgres_folder
    log = folder.root / "postgres.log"
    with run_server(postgres.make_postgres_launch(programs, cluster, log, port)):
        yield ServerAddresses(
            postgres_addresses.read_app_url(cluster, port),
            "",
            postgres_addresses.read_admin_url(cluster, port),
        )


async def fill_older(servers: ServerAddresses) -> dict[str, str]:
    conn = await asyncpg.connect(servers.admin_url.replace("/herobreak?", "/postgres?"))
    await conn.execute("CREATE DATABASE herobreak")
    await conn.close()
    await migrate_database(servers.database_url)
    conn = await asyncpg.connect(servers.admin_url)
    await conn.execute(FILL)
    digests = await read_table_digests(conn)
    await conn.close()
    return digests


async def read_newer(servers: ServerAddresses) -> tuple[int, dict[str, str]]:
    conn = await asyncpg.connect(servers.admin_url)
    try:
        return conn.get_server_version().major, await read_table_digests(conn)
    finally:
        await conn.close()


def run_upgrade(data: Path, redis_url: str, *options: str) -> Result:
    variables = {"DATABASE_URL": "", "DATABASE_ADMIN_URL": "", "REDIS_URL": redis_url}
    settings = make_operator_environment(data, 0, **variables)
    return CliRunner().invoke(main, ["upgrade", *options], env=settings)


def test_the_data_of_an_older_postgres_is_upgraded(
    tmp_path: Path, clean_redis: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "DATABASE_ADMIN_URL", "REDIS_URL"):
        monkeypatch.setenv(name, "")
    folder = DataFolder(tmp_path / "data")
    make_older_cluster(folder.postgres_folder)
    with run_cluster(folder, find_older_programs()) as servers, use_servers(servers):
        before = asyncio.run(fill_older(servers))

    nowhere = run_upgrade(folder.root, clean_redis, "--programs", str(tmp_path))
    assert nowhere.exit_code == 1
    assert not folder.postgres_folder.with_name(f"postgres-{OLDER}").exists()

    done = run_upgrade(folder.root, clean_redis)
    assert done.exit_code == 0, done.output
    assert f"PostgreSQL {OLDER} became {postgres.POSTGRES_MAJOR_VERSION}" in done.output
    assert folder.postgres_folder.with_name(f"postgres-{OLDER}").exists()
    assert not (folder.root / "upgrade").exists()
    assert len(list((folder.root / "backups").glob("herobreak-*.zip"))) == 1
    with run_cluster(folder, postgres.find_postgres_programs()) as servers:
        assert asyncio.run(read_newer(servers)) == (int(postgres.POSTGRES_MAJOR_VERSION), before)
    assert "nothing to do" in run_upgrade(folder.root, clean_redis).output
