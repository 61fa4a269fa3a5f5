"""Run the embedded servers, and the product with the floors in one process."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import asyncpg
import redis
from support.postgres_urls import make_app_url, replace_url_path

from learning.settings import Settings, parse_settings
from learning.tables.database import open_pool
from ops.data_folder import DataFolder
from ops.embedded import ServerAddresses, ports, run_missing_servers, run_server
from ops.supervisor import program_launches

BENCH_ROOT = Path(__file__).parents[2]
PRODUCT_APP, BENCH_APP = "api.app:create_app", "bench.server:create_app"


@contextmanager
def run_bench_servers(folder: Path) -> Iterator[ServerAddresses]:
    """Run the embedded servers with safe settings, or use those that the environment names.

    A new database is created and dropped at the end, so a given PostgreSQL needs an administrator's
    address. The product signs in as the app. Of a given Redis, the last numbered database is used
    and emptied. At the end the environment is what it was.
    """
    given_redis = bool(os.environ.get("REDIS_URL"))
    with patch.dict(os.environ), run_missing_servers(folder) as server_addresses:
        name = f"herobreak_bench_{os.getpid()}"
        admin_url = server_addresses.admin_url or server_addresses.database_url
        app_url = (
            server_addresses.database_url if server_addresses.admin_url else make_app_url(admin_url)
        )
        asyncio.run(_run_statement(admin_url, f'CREATE DATABASE "{name}"'))
        redis_url = (
            replace_url_path(server_addresses.redis_url, "15")
            if given_redis
            else server_addresses.redis_url
        )
        bench_addresses = ServerAddresses(
            replace_url_path(app_url, name), redis_url, replace_url_path(admin_url, name)
        )
        os.environ |= {
            "DATABASE_URL": bench_addresses.database_url,
            "DATABASE_ADMIN_URL": bench_addresses.admin_url,
            "REDIS_URL": bench_addresses.redis_url,
        }
        try:
            yield bench_addresses
        finally:
            if given_redis:
                with redis.Redis.from_url(redis_url) as client:
                    client.flushdb()
            asyncio.run(_run_statement(admin_url, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def open_setup_pool() -> None:
    """Open the pool as the administrator, who may also vacuum and change tables."""
    await open_pool(os.environ["DATABASE_ADMIN_URL"], 2)


@contextmanager
def serve_product(folder: Path, addresses: ServerAddresses) -> Iterator[tuple[str, int]]:
    """Serve with the command of `make run`, in one process. Give host and port."""
    settings: Settings = parse_settings(
        {"PORT": str(ports.find_free_port()), "HEROBREAK_DATA": str(folder)}
    )
    os.environ["API_WORKERS"] = "1"
    python_path = os.pathsep.join((str(BENCH_ROOT), str(BENCH_ROOT / "tests")))
    variables = {
        **program_launches.make_child_environment(settings, addresses),
        "PYTHONPATH": python_path,
    }
    launch = program_launches.make_api_launch(settings, DataFolder(folder), variables)
    with run_server(
        replace(
            launch, argv=tuple(BENCH_APP if part == PRODUCT_APP else part for part in launch.argv)
        )
    ):
        yield settings.host, settings.port


async def _run_statement(url: str, statement: str) -> None:
    conn = await asyncpg.connect(url)
    try:
        await conn.execute(statement)
    finally:
        await conn.close()
