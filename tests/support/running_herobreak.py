"""One running Herobreak for browser tests. Its organisation has only an admin."""

import asyncio
import json
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from support.served_processes import (
    HEROBREAK_COMMAND,
    ServedProcess,
    make_operator_environment,
    run_herobreak,
)


@dataclass
class RunningHerobreak:
    """A running Herobreak: its address, its join code, and the sign-in of its admin."""

    running: ServedProcess
    address: str
    join_code: str
    login: str
    secret: str

    def __post_init__(self) -> None:
        """Let the admin keep the secret of the file, as somebody who has chosen it."""
        self.query_database("UPDATE person SET secret_from_other = false")

    def query_database(self, sql: str, *values: object) -> list[asyncpg.Record]:
        """Query the database as its administrator, who may change all rows.

        It is on another thread: Playwright's event loop runs on this one.
        """
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._query_database(sql, *values)).result()

    def run_command(self, pattern: str, *arguments: str) -> str:
        """Run a command of `herobreak` on it. Give the group of `pattern` in the output.

        New people keep the secret that it prints.
        """
        variables = make_operator_environment(self.running.data, self.running.port)
        result = subprocess.run(
            [HEROBREAK_COMMAND, *arguments],
            env=variables,
            capture_output=True,
            text=True,
            timeout=120,
        )
        found = re.search(pattern, result.stdout)
        assert found, result.stdout + result.stderr
        self.query_database("UPDATE person SET secret_from_other = false")
        return found[1]

    async def _query_database(self, sql: str, *values: object) -> list[asyncpg.Record]:
        servers = json.loads((self.running.data / "run" / "servers.json").read_text())
        conn = await asyncpg.connect(servers["admin_url"])
        try:
            return list(await conn.fetch(sql, *values))
        finally:
            await conn.close()


@pytest.fixture(scope="session")
def herobreak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHerobreak]:
    """Run one Herobreak for all browser tests."""
    with open_herobreak(tmp_path_factory.mktemp("herobreak")) as running:
        yield running


@contextmanager
def open_herobreak(folder: Path, *, metrics_token: str = "") -> Iterator[RunningHerobreak]:
    """Run a Herobreak in a folder. Its data is in `data`, what it prints in `output.log`."""
    data, output = folder / "data", folder / "output.log"
    with run_herobreak(data, output, HEROBREAK_METRICS_TOKEN=metrics_token) as running:
        admin = json.loads((running.data / "first-admin.json").read_text())
        yield RunningHerobreak(
            running, f"http://localhost:{running.port}", admin["join_code"], **admin["admin"]
        )
