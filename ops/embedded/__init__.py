"""Real servers out of wheels: PostgreSQL and Valkey on loopback ports, in the data folder."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops import launch as launching
from ops.embedded import ports, postgres, valkey
from ops.launch import Launch

READY_SECONDS = 60.0  # a recovery after a crash may take a while


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the data lives."""

    database_url: str
    redis_url: str


@contextmanager
def running(launch: Launch) -> Iterator[None]:
    """Run one server for as long as the block lasts.

    Raises:
        Problem: it does not start.
    """
    process = launching.start(launch)
    try:
        launching.wait_until_ready(launch, process, READY_SECONDS)
        yield
    finally:
        launching.stop(launch, process)


@contextmanager
def servers(data: Path, *, loose: bool = False) -> Iterator[Servers]:
    """Run what `DATABASE_URL` and `REDIS_URL` do not name, for as long as the block lasts.

    `loose` trades safety for speed: for tests only.
    """
    database_url, redis_url = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    (data / "logs").mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if not database_url:
            port = ports.free()
            folder = data / "postgres"
            stack.enter_context(running(postgres.launch(folder, data / "logs" / "postgres.log", port, loose=loose)))
            database_url = postgres.url(folder, port)
        if not redis_url:
            port = ports.free()
            folder = data / "valkey"
            stack.enter_context(running(valkey.launch(folder, data / "logs" / "valkey.log", port, loose=loose)))
            redis_url = valkey.url(folder, port)
        yield Servers(database_url, redis_url)
