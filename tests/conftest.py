"""Real servers for every test that wants them: PostgreSQL and Valkey, started once, on free ports, in a temp folder.

Their addresses are decided when this file is imported, so any test file may import `learning.piccolo_conf`; the servers
start when the first test asks for `database_url` or `redis_url`. Where the environment has `DATABASE_URL` or `REDIS_URL`,
those servers are used: a database of our own is made there, and the last numbered database of that Redis is emptied.
In a parallel run (`pytest -n auto`) every worker has servers, or databases, of its own.
"""

import asyncio
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import redis
from support import spread
from support.cluster import Cluster, cluster
from support.company import Company, company_at
from xdist.remote import Producer

from learning.queries.catalogue import clear_catalogue_cache
from ops.embedded import ports, postgres, running, valkey
from ops.migrate import PICCOLO_CONF, migrate

ROOT = Path(__file__).parents[1]
DATABASE = f"herobreak_test_{os.getpid()}"
PASSWORD = secrets.token_urlsafe(12)
FOLDER = Path(tempfile.mkdtemp(prefix="herobreak-tests-"))

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
GIVEN = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "REDIS_URL")}
given_database, given_redis = GIVEN.values()
held_for_postgres, held_for_valkey = ports.reserve(), ports.reserve()


def with_path(url: str, path: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))


embedded_postgres = (
    f"postgresql://herobreak:{PASSWORD}@127.0.0.1:{ports.number(held_for_postgres)}/postgres?sslmode=disable"
)
SERVER_URL = given_database or embedded_postgres
DATABASE_URL = with_path(SERVER_URL, DATABASE)
REDIS_URL = with_path(
    given_redis or f"redis://:{PASSWORD}@127.0.0.1:{ports.number(held_for_valkey)}/0", str(15 - WORKER)
)

os.environ |= {
    "DATABASE_URL": DATABASE_URL,
    "REDIS_URL": REDIS_URL,
    "HEROBREAK_DATA": str(FOLDER / "data"),
    "PICCOLO_CONF": PICCOLO_CONF,
}


def pytest_xdist_auto_num_workers() -> int:
    """How many workers `-n auto` means."""
    return spread.workers()


def pytest_xdist_setupnodes() -> None:
    """Let each worker decide on its own servers, as this process has done for itself."""
    os.environ |= GIVEN


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> spread.FromBothEnds:
    """Spread files over the workers so that slow ones hardly meet."""
    return spread.FromBothEnds(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files of a parallel run; elsewhere they run in the order of their names."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        spread.slow_first(items)


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
DECLARE
    name text;
    names text[] := array(
        SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'migration'
    );
BEGIN
    IF names = '{}' THEN RETURN; END IF;
    IF current_setting('is_superuser') = 'off' THEN
        EXECUTE 'TRUNCATE ' || array_to_string(names, ', ') || ' RESTART IDENTITY CASCADE';
        RETURN;
    END IF;
    -- the same, twenty times as fast: nothing of a killed test is under way, no reference is looked up
    EXECUTE 'LOCK ' || array_to_string(names, ', ');
    PERFORM set_config('session_replication_role', 'replica', true);
    FOREACH name IN ARRAY names LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences
    WHERE schemaname = 'public' AND sequencename <> 'migration_id_seq' AND last_value IS NOT NULL;
END $$
"""


@pytest.fixture(scope="session")
def empty_every_table(database_url: str) -> Iterator[Callable[[], None]]:
    """Empties the database over a connection that stays open: to open one takes longer than to empty it."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        connection = runner.run(asyncpg.connect(database_url))

        def empty() -> None:
            nonlocal connection
            try:
                runner.run(connection.execute(EMPTY_EVERY_TABLE))
            except (asyncpg.InterfaceError, asyncpg.PostgresError):  # a test that was about it has cut all connections
                connection = runner.run(asyncpg.connect(database_url))
                runner.run(connection.execute(EMPTY_EVERY_TABLE))

        yield empty
        runner.run(connection.close())


@pytest.fixture
def database(database_url: str, empty_every_table: Callable[[], None]) -> str:
    """The migrated database with every table empty; its URL. No pool is open: `engine` opens Piccolo's."""
    empty_every_table()
    clear_catalogue_cache()  # numbers begin anew: what this process remembers under one may be another test's
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
def three_nodes() -> Iterator["Cluster"]:
    """A cluster of three Valkey nodes; a test that kills one starts it again."""
    with cluster(FOLDER / "cluster") as made:
        yield made


@pytest.fixture(params=["server", "cluster"])
def boards_url(request: pytest.FixtureRequest) -> str:
    """Where empty boards are: on one server, and then on a cluster."""
    if request.param == "server":
        return str(request.getfixturevalue("clean_redis"))
    made: Cluster = request.getfixturevalue("three_nodes")
    made.empty()
    return made.url


@pytest.fixture
async def company(database: str, boards_url: str) -> AsyncIterator["Company"]:
    """An organisation of a few teams, with the pool open and its boards on one server, and then on a cluster."""
    async with company_at(boards_url) as made:
        yield made


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser that end-to-end tests drive: `CHROMIUM` where it is set, else the one that `make test` brought."""
    given = os.environ.get("CHROMIUM")
    brought = given or subprocess.run(["ops/browser.sh"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return Path(brought.strip().splitlines()[-1])
