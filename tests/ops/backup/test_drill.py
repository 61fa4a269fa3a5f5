"""The drill: back up while phones send answers, restore on another machine, and go on there."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from faults.scenario import (
    FinalRows,
    Learners,
    create_learners,
    iterate_requests,
    make_confirmation,
    read_final_rows,
)
from httpx import AsyncBaseTransport, AsyncClient
from support import transport
from support.served_processes import HEROBREAK_COMMAND, make_operator_environment, run_herobreak
from support.stored_states import (
    assert_memories_are_folds,
    assert_points_are_those_of_the_ledger,
    read_season_board,
)

from api.cookies import get_session_cookie_name
from learning.actions.people.erase_person import erase_person
from learning.actions.people.keep_erasures import keep_erasures
from learning.settings import parse_settings
from learning.tables.database import close_pool, open_pool
from ops.backup.rotation import list_backups
from ops.database_roles import find_admin_url
from ops.embedded import ServerAddresses, ports
from ops.migrate import migrate_database

URL = "http://hero.test"
PEOPLE = 8
"""They learn. One more person only exists, and is erased after the backup."""
SELECT_SEASON_POINTS = """
SELECT person, season_points FROM progress JOIN person p ON p.id = person
WHERE season_points > 0 AND on_boards
"""


@dataclass
class Phones:
    """The phones of all people, and the ids of the answers that were acknowledged."""

    learners: Learners
    url: str
    transport: AsyncBaseTransport | None = None
    acknowledged: list[str] = field(default_factory=list)

    async def send_everything(self) -> None:
        cookie = get_session_cookie_name(parse_settings({"HEROBREAK_URL": self.url}))
        async with AsyncClient(base_url=self.url, timeout=60, transport=self.transport) as client:
            await asyncio.gather(
                *(self._send_of_person(client, cookie, number) for number in range(1, PEOPLE + 1))
            )

    async def _send_of_person(self, client: AsyncClient, cookie: str, number: int) -> None:
        tokens, started_at = self.learners.tokens, self.learners.started_at
        requests = [
            *((tokens[number], one) for one in iterate_requests(number, PEOPLE, started_at)),
            (tokens[0], make_confirmation(number)),
        ]
        for token, request in requests:
            answer = await client.request(
                request.method,
                request.path,
                json=request.body,
                headers={"Cookie": f"{cookie}={token}"},
            )
            assert answer.is_success, f"{request.path}: {answer.status_code} {answer.text}"
            if request.path == "/api/attempts":
                self.acknowledged += [one["id"] for one in answer.json()["outcomes"]]


@asynccontextmanager
async def use_pool(database_url: str) -> AsyncIterator[None]:
    await open_pool(database_url)
    try:
        yield
    finally:
        await close_pool()


async def run_command(*arguments: str, **variables: str) -> str:
    process = await asyncio.create_subprocess_exec(
        HEROBREAK_COMMAND,
        *arguments,
        env=variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await process.communicate())[0].decode()
    assert process.returncode == 0, output
    return output


async def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s"
        await asyncio.sleep(0.02)


async def test_a_backup_under_load_is_restored_elsewhere_and_nothing_is_missing(
    empty_database: str, clean_redis: str, tmp_path: Path
) -> None:
    file = tmp_path / "kept" / "herobreak.zip"
    await migrate_database(empty_database)
    servers = ServerAddresses(empty_database, clean_redis, find_admin_url(empty_database))
    async with use_pool(empty_database):
        learners = await create_learners(PEOPLE + 1, datetime.now(UTC))
        async with transport.open_app(HEROBREAK_URL=URL) as app:
            phones = Phones(learners, URL, transport.make_transport(app))
            before_backup, seconds = await back_up_under_load(phones, servers, file)
        assert 0 < len(before_backup) < len(phones.acknowledged) == 8 * PEOPLE
        await erase_person(f"p{PEOPLE + 1}", datetime.now(UTC))
        await keep_erasures(file.parent, datetime.now(UTC))
        expected = await read_final_rows()
    began, data = time.monotonic(), tmp_path / "elsewhere"
    environment = make_operator_environment(data, ports.find_free_port())
    output = await run_command("restore", str(file), **environment)
    assert "1 person was erased again" in output
    restored_in = time.monotonic() - began
    with run_herobreak(data, tmp_path / "output", HEROBREAK_BACKUP_HOURS="1") as running:
        served_in = time.monotonic() - began
        restored = json.loads((data / "run" / "servers.json").read_text())
        await check_restored(restored, learners.team, before_backup)
        await run_command("doctor", **{**environment, "PORT": str(running.port)})
        await Phones(learners, f"http://localhost:{running.port}").send_everything()
        assert await read_rows_of(restored["database_url"]) == expected
        await check_restored(restored, learners.team, set(phones.acknowledged))
        await wait_until(lambda: bool(list_backups(data / "backups")))
    print(
        f"backup under load {seconds:.1f} s, restore {restored_in:.1f} s,"
        f" serving again after {served_in:.1f} s"
    )


async def back_up_under_load(
    phones: Phones, servers: ServerAddresses, file: Path
) -> tuple[set[str], float]:
    """Back up while phones send. Return the answers acknowledged before, and the seconds."""
    sending = asyncio.create_task(phones.send_everything())
    await wait_until(lambda: len(phones.acknowledged) >= 3 * PEOPLE)
    acknowledged, began = set(phones.acknowledged), time.monotonic()
    await run_command(
        "backup",
        str(file),
        **{
            **os.environ,
            "DATABASE_URL": servers.database_url,
            "DATABASE_ADMIN_URL": servers.admin_url,
            "REDIS_URL": servers.redis_url,
        },
    )
    seconds = time.monotonic() - began
    await sending
    return acknowledged, seconds


async def check_restored(servers: dict[str, str], team: int, acknowledged: set[str]) -> None:
    """Check that acknowledged answers are there, and that folds, ledger and boards agree."""
    conn = await asyncpg.connect(servers["admin_url"])
    try:
        stored = {str(key) for (key,) in await conn.fetch("SELECT key FROM attempt")}
        assert acknowledged - stored == set()
        assert await assert_memories_are_folds(conn) > 0
        assert await assert_points_are_those_of_the_ledger(conn) > 0
        season_points = dict(await conn.fetch(SELECT_SEASON_POINTS))
        logins = [login for (login,) in await conn.fetch("SELECT login FROM person")]
    finally:
        await conn.close()
    assert f"p{PEOPLE + 1}" not in logins
    until = time.monotonic() + 20  # Boards are written after the answer.
    while await read_season_board(servers["redis_url"], team, datetime.now(UTC)) != season_points:
        assert time.monotonic() < until, "boards differ from progress"
        await asyncio.sleep(0.2)


async def read_rows_of(database_url: str) -> FinalRows:
    async with use_pool(database_url):
        return await read_final_rows()
