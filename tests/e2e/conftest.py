"""One Herobreak for all browser tests, with one organisation that nobody has joined yet."""

import asyncio
import json
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

import asyncpg
import pytest
from support.served import HEROBREAK, Served, environment, served


@dataclass
class House:
    """Where it is, how to join, who the admin is, and its database."""

    running: Served
    address: str
    join_code: str
    login: str
    secret: str

    def ask(self, question: str, *values: object) -> list[asyncpg.Record]:
        """Ask the database, on a thread of its own: the browser's driver has an event loop on this one."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._ask(question, *values)).result()

    def tell(self, pattern: str, *words: str) -> str:
        """Run a command of `herobreak` beside it; what it prints where the pattern's group is."""
        variables = environment(self.running.data, self.running.port)
        done = subprocess.run([HEROBREAK, *words], env=variables, capture_output=True, text=True, timeout=120)
        found = re.search(pattern, done.stdout)
        assert found, done.stdout + done.stderr
        return found[1]

    async def _ask(self, question: str, *values: object) -> list[asyncpg.Record]:
        servers = json.loads((self.running.data / "run" / "servers.json").read_text())
        connection = await asyncpg.connect(servers["database_url"])
        try:
            return list(await connection.fetch(question, *values))
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with served(folder / "data", folder / "output.log") as running:
        admin = json.loads((running.data / "first-admin.json").read_text())
        yield House(running, f"http://localhost:{running.port}", admin["join_code"], **admin["admin"])


@dataclass
class Site:
    """A team of this test's own: its join code, and how its leader signs in."""

    code: str
    login: str
    secret: str


@pytest.fixture
def site(house: House) -> Site:
    code = house.tell(
        r"join code: (\S+)", "team", "add", f"Harbour {uuid4().hex[:6]}", "--zone", "UTC", "--work-days", "mon-sun"
    )
    signs = house.tell(
        r"login: (\S+\s+password: \S+)", "person", "add", "Lea Leader", "--team", code, "--role", "leader"
    )
    login, _, secret = re.split(r"\s+", signs)
    return Site(code, login, secret)
