"""The first run in the process of the supervisor: killed, run twice at once, without the demo."""

import asyncio
import os
import re
import sys
from pathlib import Path
from time import monotonic

import asyncpg
from support.sign_ins import is_owner_only, read_sign_in

from learning.steps.people.hash_secret import verify_secret


async def start_preparation(
    database_url: str, data: Path, **settings: str
) -> asyncio.subprocess.Process:
    """Start `ops.prepare` as a process, as the supervisor does."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ops.prepare"),
        env={**os.environ, "DATABASE_URL": database_url, "HEROBREAK_DATA": str(data), **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def wait_for_success(process: asyncio.subprocess.Process) -> str:
    output = (await process.communicate())[0].decode()
    assert process.returncode == 0, output
    return output


async def wait_for_condition(
    connection: asyncpg.Connection, condition: str, seconds: float = 60
) -> None:
    deadline = monotonic() + seconds
    while not await connection.fetchval(f"SELECT {condition}"):
        assert monotonic() < deadline, condition
        await asyncio.sleep(0.02)


async def test_a_killed_first_run_leaves_nothing_and_two_new_runs_make_one_demo(
    empty_database: str, clean_redis: str, tmp_path: Path
) -> None:
    connection = await asyncpg.connect(empty_database)
    try:
        process = await start_preparation(empty_database, tmp_path)
        await wait_for_condition(
            connection,
            "EXISTS (SELECT FROM pg_locks"
            " WHERE relation = to_regclass('attempt') AND mode LIKE 'Row%')",
        )
        process.kill()
        await process.communicate()
        await wait_for_condition(
            connection, "NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')"
        )
        assert await connection.fetchval("SELECT count(*) FROM team") == 0
        assert not (tmp_path / "demo.json").exists()

        for output in await asyncio.gather(
            *[wait_for_success(await start_preparation(empty_database, tmp_path)) for _ in range(2)]
        ):
            assert "Traceback" not in output
        assert await connection.fetchval("SELECT count(*) FROM person") == 24
        login = read_sign_in(tmp_path / "demo.json", "learner")["login"]
        assert await connection.fetchval("SELECT count(*) FROM person WHERE login = $1", login) == 1
    finally:
        await connection.close()


async def test_without_the_demo_an_organisation_and_its_admin_are_created(
    empty_database: str, clean_redis: str, tmp_path: Path
) -> None:
    settings = {
        "HEROBREAK_DEMO": "0",
        "HEROBREAK_ORGANISATION": "Acme Shops",
        "HEROBREAK_ZONE": "Asia/Tokyo",
    }
    first = await wait_for_success(await start_preparation(empty_database, tmp_path, **settings))
    second = await wait_for_success(await start_preparation(empty_database, tmp_path, **settings))
    admin = read_sign_in(tmp_path / "first-admin.json", "admin")
    assert is_owner_only(tmp_path / "first-admin.json")
    for printed in (first, second):
        assert admin["secret"] not in printed, "what is printed can be kept in a log"
    assert str(tmp_path / "first-admin.json") in first
    assert not (tmp_path / "demo.json").exists()
    connection = await asyncpg.connect(empty_database)
    try:
        assert [tuple(row) for row in await connection.fetch("SELECT name, zone FROM team")] == [
            ("Acme Shops", "Asia/Tokyo")
        ]
        person = await connection.fetchrow(
            "SELECT login, role, secret, secret_from_other FROM person"
        )
        assert (person["login"], person["role"]) == (admin["login"], "admin")
        assert person["secret_from_other"], "a password in a file is not for long"
        assert await verify_secret(person["secret"], admin["secret"])
        assert await connection.fetchval("SELECT pack FROM pack_version") == "ten-habits"
    finally:
        await connection.close()


async def test_the_first_admin_has_a_login_that_nobody_guesses(
    empty_database: str, clean_redis: str, tmp_path: Path
) -> None:
    await wait_for_success(await start_preparation(empty_database, tmp_path, HEROBREAK_DEMO="0"))
    login = read_sign_in(tmp_path / "first-admin.json", "admin")["login"]
    assert re.fullmatch(r"admin-[0-9a-z]{6}", login)


async def test_an_unknown_time_zone_is_reported_without_a_traceback(
    empty_database: str, clean_redis: str, tmp_path: Path
) -> None:
    process = await start_preparation(
        empty_database, tmp_path, HEROBREAK_DEMO="0", HEROBREAK_ZONE="Mars/Olympus"
    )
    output = (await process.communicate())[0].decode()
    assert process.returncode == 1
    assert "“Mars/Olympus” is not a time zone" in output
    assert "Traceback" not in output
