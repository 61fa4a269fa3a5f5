"""The first run, as the supervisor starts it: killed, twice at once, without the demo."""

import asyncio
import os
import sys
from pathlib import Path
from time import monotonic

import asyncpg
from support.sign_ins import is_owner_only, read_sign_in

from learning.steps.people.hash_secret import verify_secret


async def start(database_url: str, data: Path, **settings: str) -> asyncio.subprocess.Process:
    """Prepare in a process, as the supervisor does it."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops.prepare"),
        env={**os.environ, "DATABASE_URL": database_url, "HEROBREAK_DATA": str(data), **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def ended(process: asyncio.subprocess.Process) -> str:
    output = (await process.communicate())[0].decode()
    assert process.returncode == 0, output
    return output


async def until(connection: asyncpg.Connection, condition: str, seconds: float = 60) -> None:
    give_up = monotonic() + seconds
    while not await connection.fetchval(f"SELECT {condition}"):
        assert monotonic() < give_up, condition
        await asyncio.sleep(0.02)


async def test_killed_half_way_it_leaves_nothing_and_two_new_starts_make_one(
    empty_database: str, clean_redis: str, tmp_path: Path
) -> None:
    connection = await asyncpg.connect(empty_database)
    try:
        killed = await start(empty_database, tmp_path)
        await until(
            connection,
            "EXISTS (SELECT FROM pg_locks WHERE relation = to_regclass('attempt') AND mode LIKE 'Row%')",
        )
        killed.kill()
        await killed.communicate()
        await until(connection, "NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')")
        assert await connection.fetchval("SELECT count(*) FROM team") == 0
        assert not (tmp_path / "demo.json").exists()

        for output in await asyncio.gather(
            *[ended(await start(empty_database, tmp_path)) for _ in range(2)]
        ):
            assert "Traceback" not in output
        assert await connection.fetchval("SELECT count(*) FROM person") == 24
        login = read_sign_in(tmp_path / "demo.json", "learner")["login"]
        assert await connection.fetchval("SELECT count(*) FROM person WHERE login = $1", login) == 1
    finally:
        await connection.close()


async def test_without_the_demo_there_is_an_organisation_and_its_admin(
    empty_database: str, clean_redis: str, tmp_path: Path
) -> None:
    settings = {
        "HEROBREAK_DEMO": "0",
        "HEROBREAK_ORGANISATION": "Acme Shops",
        "HEROBREAK_ZONE": "Asia/Tokyo",
    }
    first = await ended(await start(empty_database, tmp_path, **settings))
    second = await ended(await start(empty_database, tmp_path, **settings))
    admin = read_sign_in(tmp_path / "first-admin.json", "admin")
    assert is_owner_only(tmp_path / "first-admin.json")
    assert admin["secret"] in first
    assert admin["secret"] not in second
    assert not (tmp_path / "demo.json").exists()
    connection = await asyncpg.connect(empty_database)
    try:
        assert [tuple(row) for row in await connection.fetch("SELECT name, zone FROM team")] == [
            ("Acme Shops", "Asia/Tokyo")
        ]
        person = await connection.fetchrow("SELECT login, role, secret FROM person")
        assert (person["login"], person["role"]) == (admin["login"], "admin")
        assert await verify_secret(person["secret"], admin["secret"])
        assert await connection.fetchval("SELECT pack FROM pack_version") == "ten-habits"
    finally:
        await connection.close()


async def test_an_unknown_zone_is_a_sentence(
    empty_database: str, clean_redis: str, tmp_path: Path
) -> None:
    process = await start(
        empty_database, tmp_path, HEROBREAK_DEMO="0", HEROBREAK_ZONE="Mars/Olympus"
    )
    output = (await process.communicate())[0].decode()
    assert process.returncode == 1
    assert "“Mars/Olympus” is not a time zone" in output
    assert "Traceback" not in output
