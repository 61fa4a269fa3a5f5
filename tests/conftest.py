"""Real PostgreSQL and Valkey servers for the tests, on free ports, in a temporary folder.

Their addresses are chosen when this file is imported. A server starts when the first test asks for
`database_url` or `redis_url`. If the environment has `DATABASE_URL` or `REDIS_URL`, those servers
are used: the tests create a database and roles of their own there, so that `DATABASE_URL` must be
an administrator's, and empty the last numbered database of that Redis. The app under test never
signs in as the administrator. In a parallel run (`pytest -n auto`) every worker has its own servers
or databases.
"""

import asyncio
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
import redis
from support import test_scheduling
from support.catalogues import make_pack, publish_to_team
from support.cluster import Cluster, run_cluster
from support.company import Company, open_company
from support.pool import open_test_pool
from support.postgres_urls import connect_as_admin, make_app_url, replace_url_path
from support.shop import SHOP_TIME, Shop
from xdist.remote import Producer

from learning.actions.boards.open_boards import open_boards
from learning.actions.people.create_team import create_team
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from ops.database_roles import ensure_database_roles, find_admin_url
from ops.embedded import ports, postgres, run_server, valkey
from ops.migrate import PICCOLO_CONF_MODULE, migrate_database

REPOSITORY = Path(__file__).parents[1]
TEST_DATABASE = f"herobreak_test_{os.getpid()}"
SERVER_PASSWORD = secrets.token_urlsafe(12)
SERVER_FOLDER = Path(tempfile.mkdtemp(prefix="herobreak-tests-"))

WORKER_NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
GIVEN_ADDRESSES = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "REDIS_URL")}
given_database, given_redis = GIVEN_ADDRESSES.values()
held_for_postgres, held_for_valkey = ports.reserve_port(), ports.reserve_port()

embedded_address = f"127.0.0.1:{ports.get_reserved_port(held_for_postgres)}"
embedded_postgres = (
    f"postgresql://herobreak:{SERVER_PASSWORD}@{embedded_address}/postgres?sslmode=disable"
)
SERVER_URL = given_database or embedded_postgres
APP_SERVER_URL = make_app_url(SERVER_URL)
DATABASE_URL = replace_url_path(APP_SERVER_URL, TEST_DATABASE)
REDIS_URL = replace_url_path(
    given_redis
    or f"redis://:{SERVER_PASSWORD}@127.0.0.1:{ports.get_reserved_port(held_for_valkey)}/0",
    str(15 - WORKER_NUMBER),
)

os.environ |= {
    "DATABASE_URL": DATABASE_URL,
    "DATABASE_ADMIN_URL": SERVER_URL,
    "REDIS_URL": REDIS_URL,
    "HEROBREAK_DATA": str(SERVER_FOLDER / "data"),
    "PICCOLO_CONF": PICCOLO_CONF_MODULE,
}


def pytest_xdist_auto_num_workers() -> int:
    """Give the number of workers of `-n auto`."""
    return test_scheduling.count_workers()


def pytest_xdist_setupnodes() -> None:
    """Restore the given addresses, so that each worker chooses its own servers."""
    os.environ |= GIVEN_ADDRESSES


def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Producer
) -> test_scheduling.BothEndsScheduling:
    """Spread files over the workers so that slow ones rarely run at the same time."""
    return test_scheduling.BothEndsScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files of a parallel run. Other runs keep the order of the file names."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        test_scheduling.sort_slow_first(items)


def pytest_unconfigure() -> None:
    """Release the ports and delete the temporary folder."""
    held_for_postgres.close()
    held_for_valkey.close()
    shutil.rmtree(SERVER_FOLDER, ignore_errors=True)


async def run_on_server(*statements: str) -> None:
    """Run statements on the server's default database, each in its own transaction."""
    conn = await asyncpg.connect(SERVER_URL)
    try:
        for statement in statements:
            await conn.execute(statement)
    finally:
        await conn.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Run a PostgreSQL server with fsync off. Give the app's URL of its default database."""
    port = ports.get_reserved_port(held_for_postgres)
    held_for_postgres.close()
    if given_database:
        asyncio.run(_make_roles())
        yield APP_SERVER_URL
        return
    launch = postgres.prepare_postgres(
        SERVER_FOLDER / "postgres",
        SERVER_FOLDER / "postgres.log",
        port,
        password=SERVER_PASSWORD,
        unsafe_fast=True,
    )
    with run_server(launch):
        asyncio.run(_make_roles())
        yield APP_SERVER_URL


async def _make_roles() -> None:
    async with connect_as_admin(APP_SERVER_URL) as conn:
        await ensure_database_roles(conn, APP_SERVER_URL)


@pytest.fixture(scope="session")
def database_url(postgres_server: str) -> Iterator[str]:
    """Make a migrated database that all tests share. The fixture `database` empties it."""
    asyncio.run(run_on_server(f'CREATE DATABASE "{TEST_DATABASE}"'))
    asyncio.run(migrate_database(DATABASE_URL))
    yield DATABASE_URL
    asyncio.run(run_on_server(f'DROP DATABASE "{TEST_DATABASE}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Run a Valkey server. The fixture `clean_redis` empties it."""
    port = ports.get_reserved_port(held_for_valkey)
    held_for_valkey.close()
    if given_redis:
        yield REDIS_URL
        return
    with run_server(
        valkey.prepare_valkey(
            SERVER_FOLDER / "valkey",
            SERVER_FOLDER / "valkey.log",
            port,
            password=SERVER_PASSWORD,
            unsafe_fast=True,
        )
    ):
        yield REDIS_URL


DELETE_EVERY_ROW = """
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
        ALTER TABLE audit_entry DISABLE TRIGGER USER;
        EXECUTE 'TRUNCATE ' || array_to_string(names, ', ') || ' RESTART IDENTITY CASCADE';
        ALTER TABLE audit_entry ENABLE TRIGGER USER;
        RETURN;
    END IF;
    -- This is twenty times as fast as TRUNCATE: no reference is looked up.
    -- The lock waits for the end of transactions that a killed test has left.
    EXECUTE 'LOCK ' || array_to_string(names, ', ');
    PERFORM set_config('session_replication_role', 'replica', true);
    FOREACH name IN ARRAY names LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences
    WHERE schemaname = 'public' AND sequencename <> 'migration_id_seq' AND last_value IS NOT NULL;
END $$
"""


@pytest.fixture(scope="session")
def empty_every_table(database_url: str) -> Iterator[Callable[[], None]]:
    """Give a function that empties all tables. It keeps its connection, because opening is slow."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        admin_url = find_admin_url(database_url)
        conn = runner.run(asyncpg.connect(admin_url))

        def empty_tables() -> None:
            nonlocal conn
            try:
                runner.run(conn.execute(DELETE_EVERY_ROW))
            except (asyncpg.InterfaceError, asyncpg.PostgresError):
                # A test has closed all connections to the database on purpose.
                conn = runner.run(asyncpg.connect(admin_url))
                runner.run(conn.execute(DELETE_EVERY_ROW))

        yield empty_tables
        runner.run(conn.close())


@pytest.fixture
def database(database_url: str, empty_every_table: Callable[[], None]) -> str:
    """Give the URL of the migrated database with every table empty. No pool is open."""
    empty_every_table()
    clear_catalogue_cache()  # Ids start again at 1, so cached catalogues would be wrong.
    return database_url


@pytest.fixture
async def empty_database(postgres_server: str) -> AsyncIterator[str]:
    """Create a database for this test, without tables. Give the app's URL."""
    name = f"{TEST_DATABASE}_{secrets.token_hex(4)}"
    await run_on_server(f'CREATE DATABASE "{name}"')
    yield replace_url_path(postgres_server, name)
    await run_on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def clean_redis(redis_url: str) -> str:
    """Empty the Valkey database. Give its URL."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
    return redis_url


@pytest.fixture(scope="session")
def three_nodes() -> Iterator["Cluster"]:
    """Run a cluster of three Valkey nodes. A test that kills a node starts it again."""
    with run_cluster(SERVER_FOLDER / "cluster") as made:
        yield made


@pytest.fixture(params=["server", "cluster"])
def boards_url(request: pytest.FixtureRequest) -> str:
    """Give the URL of empty boards: first on one server, then on a cluster."""
    if request.param == "server":
        return str(request.getfixturevalue("clean_redis"))
    made: Cluster = request.getfixturevalue("three_nodes")
    made.delete_all_keys()
    return made.url


@pytest.fixture
async def company(database: str, boards_url: str) -> AsyncIterator["Company"]:
    """Create a company with the pool open: first with boards on a server, then on a cluster."""
    async with open_company(boards_url) as made:
        yield made


@pytest.fixture
async def shop(database: str, clean_redis: str) -> AsyncIterator[Shop]:
    """Create a chain with one shop and a published pack, with the pool and the boards open."""
    clear_catalogue_cache()
    every_day = (1, 2, 3, 4, 5, 6, 7)
    async with open_test_pool():
        root = await create_team("Chain", None, "UTC", every_day, "AAAA2222", SHOP_TIME)
        team = await create_team("Shop", root, "UTC", every_day, "BBBB3333", SHOP_TIME)
        made = Shop(root, team, open_boards(clean_redis))
        await publish_to_team(make_pack(), root, SHOP_TIME)
        yield made
        await made.boards.close()


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Give the browser of the end-to-end tests: `CHROMIUM`, else that of `ops/browser.sh`."""
    given = os.environ.get("CHROMIUM")
    path = (
        given
        or subprocess.run(
            ["ops/browser.sh"], cwd=REPOSITORY, check=True, capture_output=True, text=True
        ).stdout
    )
    return Path(path.strip().splitlines()[-1])
