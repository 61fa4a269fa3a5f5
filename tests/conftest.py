"""Real servers for every test that wants them: PostgreSQL and Valkey, started once, on free ports, in a temp folder.

Their addresses are decided when this file is imported, so any test file may import `learning.piccolo_conf`; the servers
start when the first test asks for `database_url` or `redis_url`. Where the environment has `DATABASE_URL` or `REDIS_URL`,
those servers are used: a database of our own is made there, and the last numbered database of that Redis is emptied.
"""

import asyncio
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import redis

from ops.embedded import ports, postgres, running, valkey
from ops.migrate import PICCOLO_CONF, migrate

ROOT = Path(__file__).parents[1]
DATABASE = f"herobreak_test_{os.getpid()}"
PASSWORD = secrets.token_urlsafe(12)
FOLDER = Path(tempfile.mkdtemp(prefix="herobreak-tests-"))

given_database, given_redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
held_for_postgres, held_for_valkey = ports.reserve(), ports.reserve()


def with_path(url: str, path: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))


embedded_postgres = (
    f"postgresql://herobreak:{PASSWORD}@127.0.0.1:{ports.number(held_for_postgres)}/postgres?sslmode=disable"
)
SERVER_URL = given_database or embedded_postgres
DATABASE_URL = with_path(SERVER_URL, DATABASE)
REDIS_URL = with_path(given_redis or f"redis://:{PASSWORD}@127.0.0.1:{ports.number(held_for_valkey)}/0", "15")

os.environ |= {
    "DATABASE_URL": DATABASE_URL,
    "REDIS_URL": REDIS_URL,
    "HEROBREAK_DATA": str(FOLDER / "data"),
    "PICCOLO_CONF": PICCOLO_CONF,
}


def pytest_unconfigure() -> None:
    """Leave no port held and nothing in the temp folder."""
    held_for_postgres.close()
    held_for_valkey.close()
    shutil.rmtree(FOLDER, ignore_errors=True)


async def on_server(*statements: str) -> None:
    """Run statements on the server's own database, each by itself."""
    connection = await asyncpg.connect(SERVER_URL)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server, fsync off; the URL of its own database, to make others from (see `empty_database`)."""
    port = ports.number(held_for_postgres)
    held_for_postgres.close()
    if given_database:
        yield SERVER_URL
        return
    launch = postgres.launch(FOLDER / "postgres", FOLDER / "postgres.log", port, password=PASSWORD, loose=True)
    with running(launch):
        yield SERVER_URL


@pytest.fixture(scope="session")
def database_url(postgres_server: str) -> Iterator[str]:
    """A migrated database, shared by all tests: ask for `database` to find it empty."""
    asyncio.run(on_server(f'CREATE DATABASE "{DATABASE}"'))
    asyncio.run(migrate(DATABASE_URL))
    yield DATABASE_URL
    asyncio.run(on_server(f'DROP DATABASE "{DATABASE}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Valkey server; ask for `clean_redis` to find it empty."""
    port = ports.number(held_for_valkey)
    held_for_valkey.close()
    if given_redis:
        yield REDIS_URL
        return
    with running(valkey.launch(FOLDER / "valkey", FOLDER / "valkey.log", port, password=PASSWORD, loose=True)):
        yield REDIS_URL


EMPTY_EVERY_TABLE = """
DO $$
DECLARE names text;
BEGIN
    SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO names
    FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration';
    IF names IS NOT NULL THEN EXECUTE 'TRUNCATE ' || names || ' RESTART IDENTITY CASCADE'; END IF;
END $$
"""


@pytest.fixture
async def database(database_url: str) -> str:
    """The migrated database with every table empty; its URL. No pool is open: `engine` opens Piccolo's."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(EMPTY_EVERY_TABLE)
    finally:
        await connection.close()
    return database_url


@pytest.fixture
async def empty_database(postgres_server: str) -> AsyncIterator[str]:
    """A database of this test's own, not migrated; its URL."""
    name = f"{DATABASE}_{secrets.token_hex(4)}"
    await on_server(f'CREATE DATABASE "{name}"')
    yield with_path(postgres_server, name)
    await on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def clean_redis(redis_url: str) -> str:
    """The Valkey database with nothing in it; its URL."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
    return redis_url


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser that end-to-end tests drive: `CHROMIUM` where it is set, else the one that `make test` brought."""
    given = os.environ.get("CHROMIUM")
    brought = given or subprocess.run(["ops/browser.sh"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return Path(brought.strip().splitlines()[-1])
