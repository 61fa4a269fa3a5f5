"""PostgreSQL and Valkey from Python wheels, on loopback ports, with their data in one folder."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops import process_launch
from ops.embedded import ports, postgres, postgres_addresses, valkey
from ops.operator_errors import read_operator_settings
from ops.process_launch import ProcessLaunch

SERVER_START_TIMEOUT_SECONDS = 60.0
"""It is long, because PostgreSQL recovers its data after a crash before it serves."""


@dataclass(frozen=True, slots=True)
class ServerAddresses:
    """The addresses of PostgreSQL and Redis, with their passwords.

    With `admin_url` the account signs in that makes roles and tables; the app never has it. It is
    empty where the operator's server has one account for both.
    """

    database_url: str
    redis_url: str
    admin_url: str = ""


@contextmanager
def run_server(launch: ProcessLaunch) -> Iterator[None]:
    """Run one server for as long as the block lasts.

    Raises:
        OperatorError: the server does not start.
    """
    process = process_launch.start_process(launch)
    try:
        process_launch.wait_until_ready(launch, process, SERVER_START_TIMEOUT_SECONDS)
        yield
    finally:
        process_launch.stop_process(launch, process)


@contextmanager
def run_missing_servers(data: Path, *, unsafe_fast: bool = False) -> Iterator[ServerAddresses]:
    """Run the servers that `DATABASE_URL` and `REDIS_URL` do not name, while the block lasts.

    `unsafe_fast` makes writes faster and unsafe. It is for tests only.
    """
    given = read_operator_settings()
    database_url, redis_url = given.database_url, given.redis_url
    admin_url = given.database_admin_url
    (data / "logs").mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if not database_url:
            port = ports.find_free_port()
            folder = data / "postgres"
            stack.enter_context(
                run_server(
                    postgres.prepare_postgres(
                        folder, data / "logs" / "postgres.log", port, unsafe_fast=unsafe_fast
                    )
                )
            )
            database_url = postgres_addresses.read_app_url(folder, port)
            admin_url = postgres_addresses.read_admin_url(folder, port)
        if not redis_url:
            port = ports.find_free_port()
            folder = data / "valkey"
            stack.enter_context(
                run_server(
                    valkey.prepare_valkey(
                        folder, data / "logs" / "valkey.log", port, unsafe_fast=unsafe_fast
                    )
                )
            )
            redis_url = valkey.read_valkey_url(folder, port)
        yield ServerAddresses(database_url, redis_url, admin_url)
